package io.trueup.architecture.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of this repository as they lie on the disk, without what a build makes. */
public final class SourceTree {
  private static final Set<String> MADE_BY_A_BUILD_OR_A_RUN = Set.of("target", "trueup-data");
  private static final Set<String> OURS_THOUGH_HIDDEN = Set.of(".ci", ".github", ".mvn");
  private static final Set<String> TEXT =
      Set.of(
          "config",
          "css",
          "html",
          "imports",
          "java",
          "js",
          "md",
          "properties",
          "sh",
          "sql",
          "svg",
          "txt",
          "xml",
          "yaml",
          "yml");
  private static final Set<String> TEXT_WITHOUT_EXTENSION =
      Set.of("trueup", ".ci/run", "NOTICE", ".gitignore");

  private final Path root;
  private final List<String> paths;

  private SourceTree(Path root, List<String> paths) {
    this.root = root;
    this.paths = List.copyOf(paths);
  }

  /** The tree that holds the module under test: the nearest folder above it with a .mvn. */
  public static SourceTree ofThisBuild() {
    Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("No .mvn folder above the module: run this in Maven");
      }
    }
    return of(folder);
  }

  static SourceTree of(Path root) {
    var found = new Found(root);
    try {
      Files.walkFileTree(root, found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceTree(root, found.paths.stream().sorted().toList());
  }

  /** Every file, also those that hold no text. */
  List<String> paths() {
    return paths;
  }

  /** Every file that holds text, data aside. */
  public Stream<SourceFile> texts() {
    return paths.stream().filter(SourceTree::isText).map(this::read);
  }

  boolean has(String path) {
    return Files.exists(root.resolve(path));
  }

  /** The file at a path; fails if there is none. */
  public SourceFile read(String path) {
    try {
      return new SourceFile(path, Files.readString(root.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static boolean isText(String path) {
    return TEXT_WITHOUT_EXTENSION.contains(path)
        || TEXT.contains(path.substring(path.lastIndexOf('.') + 1));
  }

  private static final class Found extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<String> paths = new ArrayList<>();

    Found(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes ignored) {
      return folder.equals(root) || isOurs(folder.getFileName().toString())
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
      paths.add(root.relativize(file).toString().replace('\\', '/'));
      return FileVisitResult.CONTINUE;
    }

    private static boolean isOurs(String folder) {
      return folder.startsWith(".")
          ? OURS_THOUGH_HIDDEN.contains(folder)
          : !MADE_BY_A_BUILD_OR_A_RUN.contains(folder);
    }
  }
}
