package io.trueup.chaos.broken;

import io.trueup.chaos.broken.Mitigation.Patch;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A class path on which a mitigation is taken out. */
public final class Broken {
  private Broken() {}

  /**
   * Compiles the product's own sources with some lines written otherwise.
   *
   * @param without what to take out
   * @param folder for the classes
   * @return this process's class path, with those classes in front
   * @throws IllegalStateException outside of the source tree, or without a compiler
   */
  public static String classPath(Mitigation without, Path folder) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Patch patch : without.patches()) {
      String source = sources.get(patch.file());
      sources.put(
          patch.file(),
          patch.applyTo(source == null ? Files.readString(root().resolve(patch.file())) : source));
    }
    Path written = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = written.resolve(String.valueOf(Path.of(source.getKey()).getFileName()));
      files.add(Files.writeString(file, source.getValue()));
    }
    compile(files, classes);
    return classes + File.pathSeparator + ClassPath.ofThisProcess();
  }

  private static void compile(List<Path> files, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("taking a mitigation out needs a JDK");
    }
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "--release",
              "17",
              "-parameters",
              "-cp",
              ClassPath.ofThisProcess(),
              "-d",
              classes.toString());
      var sources = manager.getJavaFileObjectsFromPaths(files);
      if (!compiler.getTask(complaints, manager, null, options, null, sources).call()) {
        throw new IllegalStateException("the patched sources do not compile:\n" + complaints);
      }
    }
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("cache/src/main/java/io/trueup/cache/Rules.java"))) {
        return at;
      }
    }
    throw new IllegalStateException("run it within the source tree");
  }
}
