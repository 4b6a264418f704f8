package io.trueup.ledger;

import io.trueup.cache.ValueCodec;
import io.trueup.spend.Catalogue;
import io.trueup.spend.Provider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * Values of the ledger's views as Smile, for the second level. The fingerprint is taken from the
 * {@link Shape} of the type: values of another form are never met. Safe for use by many threads.
 *
 * @param <V> a record
 */
final class RecordCodec<V> implements ValueCodec<V> {
  private static final SmileMapper SMILE = new SmileMapper();
  private static final int FINGERPRINT_BYTES = 12;

  private final Class<V> type;
  private final Shape shape;
  private final String description;
  private final Supplier<byte[]> beyondTheForm;
  private volatile String schema = "";

  private RecordCodec(Class<V> type, Supplier<byte[]> beyondTheForm) {
    Shape.Shapes shapes = new Shape.Shapes();
    this.type = type;
    this.shape = shapes.of(type);
    this.description = shapes.description();
    this.beyondTheForm = beyondTheForm;
  }

  static <V> RecordCodec<V> of(Class<V> type) {
    return new RecordCodec<>(type, () -> new byte[0]);
  }

  /**
   * For values that are made of the catalogue too: it is the program's, not the database's, no
   * change tells of another, and nodes with different ones may run side by side.
   */
  static <V> RecordCodec<V> of(Class<V> type, Catalogue catalogue) {
    return new RecordCodec<>(type, () -> bytesOf(catalogue));
  }

  private static byte[] bytesOf(Catalogue catalogue) {
    return RecordCodec.of(Providers.class).encode(new Providers(catalogue.providers()));
  }

  @Override
  public byte[] encode(V value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = SMILE.createGenerator(bytes)) {
      shape.write(value, to);
    }
    return bytes.toByteArray();
  }

  @Override
  public V decode(byte[] bytes) {
    return type.cast(shape.read(SMILE.readTree(bytes)));
  }

  /** Computed when it is first asked for. */
  @Override
  public String schema() {
    if (schema.isEmpty()) {
      byte[] form = description.getBytes(StandardCharsets.UTF_8);
      byte[] digest = Fingerprint.of(form, beyondTheForm.get());
      schema = HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    }
    return schema;
  }

  String description() {
    return description;
  }

  /** The catalogue as a record. */
  record Providers(List<Provider> providers) {}
}
