package io.trueup.simulation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/*
 * Makes a class of the cache run under the Scheduler: before each look at what threads share (a
 * volatile field, an atomic, a concurrent map, a lock) comes a point at which another task may get
 * the baton; what would block is done by Hooks in virtual time; a monitor is one step, with a point
 * before it.
 *
 * Sequentially consistent: what weaker memory may show besides is for jcstress.
 */
final class Instrumentation {
  private static final String HOOKS = "io/trueup/simulation/Hooks";

  private static final Set<String> SHARED =
      Set.of(
          "java/lang/invoke/VarHandle",
          "java/util/Map",
          "java/util/concurrent/ConcurrentMap",
          "java/util/concurrent/ConcurrentHashMap",
          "java/util/concurrent/CompletableFuture",
          "java/util/concurrent/Semaphore",
          "java/util/concurrent/atomic/AtomicInteger",
          "java/util/concurrent/atomic/AtomicLong",
          "java/util/concurrent/atomic/AtomicLongArray",
          "java/util/concurrent/atomic/AtomicReference");

  private static final Map<String, String> HOOKED =
      Map.ofEntries(
          Map.entry(
              "java/util/concurrent/locks/ReentrantLock.tryLock(JLjava/util/concurrent/TimeUnit;)Z",
              "tryLock(Ljava/util/concurrent/locks/ReentrantLock;JLjava/util/concurrent/TimeUnit;)Z"),
          Map.entry(
              "java/util/concurrent/locks/ReentrantLock.lock()V",
              "lock(Ljava/util/concurrent/locks/ReentrantLock;)V"),
          Map.entry(
              "java/util/concurrent/CompletableFuture.get(JLjava/util/concurrent/TimeUnit;)"
                  + "Ljava/lang/Object;",
              "get(Ljava/util/concurrent/CompletableFuture;JLjava/util/concurrent/TimeUnit;)"
                  + "Ljava/lang/Object;"),
          Map.entry(
              "java/util/concurrent/Semaphore.tryAcquire(JLjava/util/concurrent/TimeUnit;)Z",
              "tryAcquire(Ljava/util/concurrent/Semaphore;JLjava/util/concurrent/TimeUnit;)Z"),
          Map.entry("java/util/concurrent/locks/LockSupport.parkNanos(J)V", "parkNanos(J)V"),
          Map.entry("java/lang/Thread.start()V", "start(Ljava/lang/Thread;)V"),
          Map.entry("java/lang/Thread.interrupt()V", "interrupt(Ljava/lang/Thread;)V"),
          Map.entry(
              "java/lang/Thread.currentThread()Ljava/lang/Thread;",
              "currentThread()Ljava/lang/Thread;"),
          Map.entry(
              "java/util/concurrent/ThreadPoolExecutor.execute(Ljava/lang/Runnable;)V",
              "execute(Ljava/util/concurrent/ThreadPoolExecutor;Ljava/lang/Runnable;)V"));

  /**
   * Statistics, whose order means nothing, and which run under locks of Caffeine's; and a clock
   * that no answer of a cache goes by.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "io/trueup/cache/Counters",
          "io/trueup/cache/RecentlyEvicted",
          "io/trueup/cache/LogClock");

  /** Owner and name of each volatile field seen so far. */
  private final Set<String> volatiles = new HashSet<>();

  /** Has to see every class before the first is instrumented. */
  void learn(byte[] code) {
    ClassReader reader = new ClassReader(code);
    String owner = reader.getClassName();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public FieldVisitor visitField(
              int access, String name, String type, String signature, Object value) {
            if ((access & Opcodes.ACC_VOLATILE) != 0) {
              volatiles.add(owner + "." + name);
            }
            return super.visitField(access, name, type, signature, value);
          }
        },
        ClassReader.SKIP_CODE);
  }

  byte[] instrument(byte[] code) {
    ClassReader reader = new ClassReader(code);
    if (LEFT_OUT.contains(reader.getClassName())) {
      return code;
    }
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Points(writer), 0);
    return writer.toByteArray();
  }

  private final class Points extends ClassVisitor {
    Points(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String type, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, type, signature, exceptions);
      return (access & Opcodes.ACC_SYNCHRONIZED) != 0 ? next : new PointsOfMethod(next);
    }
  }

  private final class PointsOfMethod extends MethodVisitor {
    PointsOfMethod(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    private void call(String hook) {
      int bracket = hook.indexOf('(');
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, HOOKS, hook.substring(0, bracket), hook.substring(bracket), false);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String type) {
      if (volatiles.contains(owner + "." + name)) {
        call("point()V");
      }
      super.visitFieldInsn(opcode, owner, name, type);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String type, boolean isInterface) {
      String hook = HOOKED.get(owner + "." + name + type);
      if (hook != null) {
        call(hook);
        return;
      }
      if (SHARED.contains(owner) && !name.equals("<init>")) {
        call("point()V");
      }
      super.visitMethodInsn(opcode, owner, name, type, isInterface);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.MONITOREXIT) {
        call("exitAtomic()V");
      } else if (opcode == Opcodes.MONITORENTER) {
        call("point()V");
      }
      super.visitInsn(opcode);
      if (opcode == Opcodes.MONITORENTER) {
        call("enterAtomic()V");
      }
    }
  }
}
