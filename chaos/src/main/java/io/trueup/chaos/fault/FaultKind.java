package io.trueup.chaos.fault;

import io.trueup.chaos.stage.Clocks;
import io.trueup.chaos.stage.DatabaseServer;
import io.trueup.chaos.stage.Node;
import io.trueup.chaos.stage.Proxy.State;
import io.trueup.chaos.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.function.Consumer;

/** What can break. */
enum FaultKind {
  /** {@code kill -9}, and a start afterwards. */
  NODE_KILLED(Where.NODE, 0, 2000) {
    @Override
    void strike(Place place) {
      place.node().kill();
      place.last();
      place.node().startUntilReady(0);
    }
  },
  /** Stopped for longer than every bound there is, then it goes on as if nothing had happened. */
  NODE_STOPPED(Where.NODE, 300, 6000) {
    @Override
    void strike(Place place) {
      place.node().stop();
      place.last();
      place.node().goOn();
    }
  },
  /** Started again with a wall clock that is off by up to a day. */
  CLOCK_OFF(Where.NODE, 0, 1000) {
    @Override
    boolean isPossible() {
      return Clocks.canBeOff();
    }

    @Override
    void strike(Place place) {
      place.node().kill();
      place.last();
      place.node().startUntilReady(place.millis() % 2 == 0 ? 86_399 : -901);
    }
  },
  /** The node's connections to the database break off, and no new ones come to be. */
  DATABASE_CUT(Where.NODE, 200, 5000) {
    @Override
    void strike(Place place) {
      whileDatabaseIs(State.CUT, place);
    }
  },
  /** Nothing gets through between node and database, and nobody is told. */
  DATABASE_SILENT(Where.NODE, 200, 5000) {
    @Override
    void strike(Place place) {
      whileDatabaseIs(State.SILENT, place);
    }
  },
  /** Some connections to the database are slower than others. */
  DATABASE_SLOW(Where.NODE, 2000, 8000) {
    @Override
    void strike(Place place) {
      whileDatabaseIs(State.SLOW, place);
    }
  },
  /** The database crashes and comes back. */
  DATABASE_RESTARTED(Where.SHARED, 0, 3000) {
    @Override
    void strike(Place place) {
      place.stage().database().restart(place.millis());
    }
  },
  /** Commits take up to 50 ms after their position was drawn. */
  COMMITS_SLOW(Where.SHARED, 2000, 6000) {
    @Override
    void strike(Place place) {
      delayCommits(place.stage().database(), 50);
      place.last();
      delayCommits(place.stage().database(), 0);
    }
  },
  /** Nobody hears the doorbell, or late. */
  DOORBELL_CUT(Where.SHARED, 1000, 8000) {
    @Override
    void strike(Place place) {
      place.all(node -> deafen(node, true));
      place.last();
      place.all(node -> deafen(node, false));
    }
  },
  /** Connections to Redis break off, and no new ones come to be. */
  REDIS_CUT(Where.SHARED, 500, 5000) {
    @Override
    void strike(Place place) {
      place.all(node -> node.redis().become(State.CUT));
      place.last();
      place.all(node -> node.redis().become(State.OPEN));
    }
  },
  /** Redis does not answer. */
  REDIS_SILENT(Where.SHARED, 500, 5000) {
    @Override
    void strike(Place place) {
      place.all(node -> node.redis().become(State.SILENT));
      place.last();
      place.all(node -> node.redis().become(State.OPEN));
    }
  },
  /** Redis is killed and comes back empty. */
  REDIS_KILLED(Where.SHARED, 0, 4000) {
    @Override
    void strike(Place place) {
      place.stage().redis().killAndRestart(place.millis());
    }
  },
  /** Redis forgets everything. */
  REDIS_FLUSHED(Where.SHARED, 0, 0) {
    @Override
    void strike(Place place) {
      place.stage().redis().flush();
    }
  },
  /** Redis comes back with what it held some seconds before. */
  REDIS_RESTORED(Where.SHARED, 1000, 8000) {
    @Override
    void strike(Place place) {
      place.stage().redis().dump();
      place.last();
      place.stage().redis().restore();
    }
  },
  /** Redis is so full that it evicts. */
  REDIS_FULL(Where.SHARED, 1000, 5000) {
    @Override
    void strike(Place place) {
      place.stage().redis().fill();
      place.last();
      place.stage().redis().widen();
    }
  };

  /** What is hit: two faults of different places may come together. */
  enum Where {
    /** One node, or its way to the database. */
    NODE,
    /** What nodes share. */
    SHARED
  }

  /**
   * Where and how long.
   *
   * @param stage all of it
   * @param node the one that is hit, where it is one
   * @param millis how long
   * @param lasting lets that time pass
   */
  record Place(Stage stage, Node node, long millis, Runnable lasting) {
    void last() {
      lasting.run();
    }

    void all(Consumer<Node> hit) {
      stage.nodes().forEach(hit);
    }
  }

  private final Where where;
  private final int least;
  private final int most;

  FaultKind(Where where, int leastMillis, int mostMillis) {
    this.where = where;
    this.least = leastMillis;
    this.most = mostMillis;
  }

  /** Breaks something, and mends it. */
  abstract void strike(Place place);

  boolean isPossible() {
    return true;
  }

  boolean is(Where place) {
    return where == place;
  }

  long leastMillis() {
    return least;
  }

  long mostMillis() {
    return most;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void whileDatabaseIs(State state, Place place) {
    place.node().database().become(state);
    place.last();
    place.node().database().become(State.OPEN);
  }

  private static void deafen(Node node, boolean deaf) {
    node.database().deafen(deaf);
    node.redis().deafen(deaf);
  }

  private static void delayCommits(DatabaseServer database, int millis) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("update chaos_delay set millis = " + millis);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
