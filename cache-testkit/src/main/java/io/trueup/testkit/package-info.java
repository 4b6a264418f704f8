/** Contract kits, manual time, fakes and controlled schedules, for tests of and with the cache. */
@NullMarked
package io.trueup.testkit;

import org.jspecify.annotations.NullMarked;
