package io.trueup.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/*
 * The cache, compiled from its sources with some lines written otherwise, instrumented, and loaded by
 * a class loader of its own. With SMALL alone it is the product with small tables, so that a short run
 * reaches their ends and tags collide; with a mutant's patches a rule is broken in it.
 */
final class Machine {
  /** Bounds that a short run reaches; and an order of keys that does not depend on chance. */
  static final List<Patch> SMALL =
      List.of(
          new Patch("TagSlots.java", "COUNT = 1 << 20", "COUNT = 1 << 6"),
          new Patch("Follower.java", "PAGE = 1000", "PAGE = 4"),
          new Patch("HeadTimes.java", "SIZE = 1024", "SIZE = 16"),
          new Patch("HeadTimes.java", "SPACING = 4_000_000", "SPACING = 20_000_000"),
          new Patch(
              "Store.java",
              "hottest(limit).keySet().stream())",
              "hottest(limit).keySet().stream())" + ".sorted()"));

  private final Loader loader;

  private Machine(Loader loader) {
    this.loader = loader;
  }

  /** The product. */
  static Machine sound() {
    return with(List.of());
  }

  /** The product with these patches besides. */
  static Machine with(List<Patch> patches) {
    List<Patch> all = new ArrayList<>(SMALL);
    all.addAll(patches);
    return new Machine(new Loader(new Sources().compile(all)));
  }

  /**
   * Runs the simulation of one seed.
   *
   * @return digest of the run, and what was violated, null if nothing
   */
  Run run(long seed, boolean traced) {
    return call("Simulation", new Class<?>[] {long.class, boolean.class}, seed, traced);
  }

  /** Calls the static method {@code run} of a class of this package, inside. */
  Run call(String className, Class<?>[] types, Object... arguments) {
    try {
      Class<?> inside = loader.loadClass("io.trueup.simulation." + className);
      var method = inside.getDeclaredMethod("run", types);
      method.setAccessible(true);
      String[] answer = (String[]) method.invoke(null, arguments);
      return new Run(answer[0], answer[1], answer[2]);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What came of a run.
   *
   * @param digest the same for the same seed
   * @param violation null if there was none
   * @param history empty if it was not traced
   */
  record Run(String digest, @Nullable String violation, String history) {}

  /** Where the sources are, and what they were compiled to before. */
  private static final class Sources {
    private static final Path ROOT = root();

    private static Path root() {
      Path here = Path.of("").toAbsolutePath();
      for (Path at = here; at != null; at = at.getParent()) {
        Path sources = at.resolve("cache/src/main/java/io/trueup/cache");
        if (Files.isDirectory(sources)) {
          return sources;
        }
      }
      throw new IllegalStateException("run it within the source tree, not in " + here);
    }

    Map<String, byte[]> compile(List<Patch> patches) {
      List<JavaFileObject> sources = new ArrayList<>();
      try (Stream<Path> files = Files.list(ROOT)) {
        for (Path file : files.filter(Sources::isClass).sorted().toList()) {
          sources.add(new Source(file, patched(file, patches)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return compiled(sources);
    }

    private static boolean isClass(Path file) {
      String name = String.valueOf(file.getFileName());
      return name.endsWith(".java") && !name.equals("package-info.java");
    }

    private static String patched(Path file, List<Patch> patches) throws IOException {
      String text = Files.readString(file);
      for (Patch patch : patches) {
        if (file.endsWith(patch.file())) {
          text = patch.applyTo(text);
        }
      }
      return text;
    }

    private static Map<String, byte[]> compiled(List<JavaFileObject> sources) {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      if (compiler == null) {
        throw new IllegalStateException("the simulation compiles the cache: run it with a JDK");
      }
      StringBuilder complaints = new StringBuilder();
      Output output = new Output(compiler.getStandardFileManager(null, null, null));
      boolean fine =
          compiler
              .getTask(
                  null,
                  output,
                  problem -> complaints.append(problem).append('\n'),
                  List.of("-proc:none", "-nowarn", "--release", "17", "-cp", classPath()),
                  null,
                  sources)
              .call();
      if (!fine) {
        throw new IllegalStateException("the patched cache does not compile:\n" + complaints);
      }
      return output.classes();
    }

    private static String classPath() {
      return Stream.of(
              io.trueup.cache.spi.ChangeLog.class,
              com.github.benmanes.caffeine.cache.Caffeine.class,
              org.jspecify.annotations.NullMarked.class)
          .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .reduce((one, other) -> one + java.io.File.pathSeparator + other)
          .orElseThrow();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Path file, String text) {
      super(file.toUri(), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, java.io.ByteArrayOutputStream> written = new HashMap<>();

    Output(StandardJavaFileManager next) {
      super(next);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String name,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      var bytes = new java.io.ByteArrayOutputStream();
      written.put(name, bytes);
      return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
        @Override
        public java.io.OutputStream openOutputStream() {
          return bytes;
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }
  }

  /** Loads the patched cache, and everything of ours that uses it, anew. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> patched;
    private final Instrumentation instrumentation = new Instrumentation();

    Loader(Map<String, byte[]> patched) {
      super(Machine.class.getClassLoader());
      this.patched = patched;
      patched.values().forEach(instrumentation::learn);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.trueup.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? defined(name) : loaded;
      }
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      byte[] code = patched.get(name);
      byte[] bytes = code == null ? asItIs(name) : instrumentation.instrument(code);
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] asItIs(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
