package ai.invoke.release.goal.plan;

import java.net.URI;
import java.util.Optional;

/**
 * An index as the user has configured it in {@code <indexes>}.
 *
 * @param id the name users know it by, also of the {@code <server>} with its credentials
 * @param uploadUrl takes files; {@code pypi} and {@code testpypi} have addresses of their own
 * @param simpleUrl lists files
 * @param order smaller numbers come first; by default {@code testpypi} 10, {@code pypi} 30, all others 20
 * @param required whether the release stays a draft at GitHub until this index has every file; by default yes, but not for
 *     {@code testpypi}
 */
public record IndexChoice(
        String id,
        Optional<URI> uploadUrl,
        Optional<URI> simpleUrl,
        Optional<Integer> order,
        Optional<Boolean> required) {}
