/** What a run takes place on: processes of the servers, and the ways between them. */
@NullMarked
package io.trueup.chaos.stage;

import org.jspecify.annotations.NullMarked;
