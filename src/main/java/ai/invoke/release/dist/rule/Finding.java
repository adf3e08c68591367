package ai.invoke.release.dist.rule;

import java.util.Optional;

/**
 * One thing that a rule found.
 *
 * @param rule the stable id of the rule, for instance {@code RC-01}
 * @param severity how bad it is
 * @param file the file name of the distribution, or of the release when it is about several
 * @param place the place inside the archive, for instance an entry name or {@code METADATA:12}
 * @param message one sentence with the concrete values
 * @param hint how to fix it
 * @param source where the rule comes from: a PEP, a rule of PyPI, a tool
 * @param pypi what PyPI itself answers when it refuses the file for this reason; empty when PyPI takes it
 */
public record Finding(
        String rule,
        Severity severity,
        String file,
        Optional<String> place,
        String message,
        String hint,
        String source,
        Optional<String> pypi) {

    /**
     * Whether PyPI refuses the file for this reason, so that nobody can ignore the finding for a PyPI target.
     *
     * @return true when an upload would be answered with an error
     */
    public boolean enforcedByPypi() {
        return pypi.isPresent();
    }
}
