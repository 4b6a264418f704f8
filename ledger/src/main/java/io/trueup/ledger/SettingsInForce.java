package io.trueup.ledger;

import io.trueup.spend.AlertSettings;
import io.trueup.spend.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The alert settings that hold for a scope. Immutable.
 *
 * @param settings what holds
 * @param from the scope that they are set for: the scope itself, or one that it inherits from
 * @param version of the settings there; null where nothing is set and the defaults hold
 * @param homeProject of a user's scope the home project, between user and organization; else null
 */
public record SettingsInForce(
    AlertSettings settings, Scope from, @Nullable Long version, @Nullable String homeProject) {}
