/** The change log and the audit log, for who follows them from outside. */
@NullMarked
package io.trueup.server.changes;

import org.jspecify.annotations.NullMarked;
