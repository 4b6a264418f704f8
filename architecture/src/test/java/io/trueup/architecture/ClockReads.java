package io.trueup.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Set;

/** Calls of, and references to, what reads a clock of the machine. */
final class ClockReads {
  private static final Set<String> FACTORIES =
      Set.of("system", "systemUTC", "systemDefaultZone", "tick", "tickMillis", "tickSeconds");

  private ClockReads() {}

  static boolean isMonotonic(JavaAccess<?> access) {
    return is(access, "java.lang.System", "nanoTime");
  }

  static boolean isWall(JavaAccess<?> access) {
    return is(access, "java.lang.System", "currentTimeMillis")
        || isNowOfTheMachine(access)
        || isClockOfTheMachine(access)
        || isNewDate(access);
  }

  private static boolean isNowOfTheMachine(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.time")
        && access.getName().equals("now")
        && !takesA("java.time.Clock", access);
  }

  private static boolean isClockOfTheMachine(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return (owner.equals("java.time.Clock") || owner.equals("java.time.InstantSource"))
        && FACTORIES.contains(access.getName())
        && !takesA("java.time.Clock", access);
  }

  private static boolean isNewDate(JavaAccess<?> access) {
    return is(access, "java.util.Date", "<init>")
        && access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().isEmpty();
  }

  private static boolean is(JavaAccess<?> access, String owner, String name) {
    return access.getTargetOwner().getName().equals(owner) && access.getName().equals(name);
  }

  private static boolean takesA(String type, JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream().anyMatch(given -> given.getName().equals(type));
  }
}
