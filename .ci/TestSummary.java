import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Sums up the test reports below each folder, given as label=folder: tests run, failed and skipped,
 * and each skipped test with its reason. Exits with 1 if a folder has no reports, or if a test
 * failed or was skipped in silence.
 */
final class TestSummary {
  /** What JUnit writes where nobody gave a reason. */
  private static final Pattern SAYS_NOTHING =
      Pattern.compile("|.* is @Disable[d]|Assumption failed(: assumption is (not )?(true|false))?");

  private int run;
  private int failed;
  private final List<String> skipped = new ArrayList<>();
  private int silent;

  public static void main(String[] folders) throws Exception {
    boolean good = true;
    for (String folder : folders) {
      String[] labelled = folder.split("=", 2);
      TestSummary summary = new TestSummary();
      for (Path report : reportsBelow(Path.of(labelled[1]))) {
        summary.add(report);
      }
      good &= summary.print(labelled[0]);
    }
    System.exit(good ? 0 : 1);
  }

  private static List<Path> reportsBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 4)) {
      return files.filter(TestSummary::isReport).sorted().toList();
    }
  }

  private static boolean isReport(Path file) {
    String folder = String.valueOf(file.toAbsolutePath().getParent().getFileName());
    return folder.matches("(surefire|failsafe)-reports")
        && file.getFileName().toString().matches("TEST-.*\\.xml");
  }

  private void add(Path report) throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    elements(suite.getElementsByTagName("testcase")).forEach(this::add);
  }

  private void add(Element test) {
    run++;
    if (test.getElementsByTagName("failure").getLength() > 0
        || test.getElementsByTagName("error").getLength() > 0) {
      failed++;
      System.out.println("failed: " + nameOf(test));
    }
    elements(test.getElementsByTagName("skipped")).forEach(skip -> add(test, skip));
  }

  private void add(Element test, Element skip) {
    String reason = reasonOf(skip);
    if (SAYS_NOTHING.matcher(reason).matches()) {
      silent++;
      reason = "NO REASON GIVEN";
    }
    skipped.add("skipped: " + nameOf(test) + ": " + reason);
  }

  private boolean print(String label) {
    skipped.forEach(System.out::println);
    System.out.printf(
        "%s tests: %d run, %d failed, %d skipped%n", label, run, failed, skipped.size());
    return run > 0 && failed == 0 && silent == 0;
  }

  /** The message; an assumption's stands in the first line of the stack trace instead. */
  private static String reasonOf(Element skip) {
    String message = skip.getAttribute("message").strip();
    if (!message.isEmpty()) {
      return message;
    }
    String firstLine = skip.getTextContent().strip().lines().findFirst().orElse("");
    return firstLine.replaceFirst("^[\\w.]+: ", "");
  }

  private static String nameOf(Element test) {
    return test.getAttribute("classname") + "." + test.getAttribute("name");
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
  }
}
