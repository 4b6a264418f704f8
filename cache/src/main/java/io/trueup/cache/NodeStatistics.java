package io.trueup.cache;

/**
 * What a node's follower has done since its start. Immutable.
 *
 * @param catchUps times the log was followed to its head
 * @param resets times the node dropped everything and started anew
 * @param unreadableChanges changes that could not be decoded
 * @param lateCatchUps commits of this node after which catching up failed or took too long
 * @param listenerFailures times a listener threw
 * @param hotKeyFailures times the hottest keys could not be read or kept
 */
public record NodeStatistics(
    long catchUps,
    long resets,
    long unreadableChanges,
    long lateCatchUps,
    long listenerFailures,
    long hotKeyFailures) {}
