package io.trueup.spring;

import io.trueup.changelog.ChangeCodec;

/**
 * How facts stand in the change log.
 *
 * @param codec the ledger's and the application's, put together
 */
record LogFormat(ChangeCodec codec) {}
