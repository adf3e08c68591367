package ai.invoke.release.dist;

import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.SdistReader;
import ai.invoke.release.dist.content.WheelReader;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.release.ReleaseFacts;
import ai.invoke.release.dist.rule.release.ReleaseRules;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at wheels and sdists with every rule of the catalogue. Each file is read once, in bounded memory and time, however
 * broken or hostile it is; nothing is unpacked to disk.
 */
public final class DistVerifier {

    private final RuleCatalogue catalogue;
    private final ContentLimits limits;

    /** A verifier with all rules at their own severity. */
    public DistVerifier() {
        this(RuleCatalogue.standard(), ContentLimits.standard());
    }

    /**
     * A verifier with chosen rules.
     *
     * @param catalogue the rules
     * @param limits how much of an archive is looked at
     */
    public DistVerifier(RuleCatalogue catalogue, ContentLimits limits) {
        this.catalogue = catalogue;
        this.limits = limits;
    }

    /**
     * Looks at one file.
     *
     * @param file a wheel or an sdist, however broken
     * @return all findings: first those that PyPI enforces in the order in which it would meet them, so that the first of
     *     them is PyPI's answer to an upload; then the others in the order of the catalogue; empty when nothing is wrong
     * @throws ProjectException when there is no such file
     * @throws EnvironmentException when the disk fails
     */
    public List<Finding> verify(Path file) {
        return verify(read(file));
    }

    /**
     * Looks at a file that was read already.
     *
     * @param contents what {@link #read} gave
     * @return as {@link #verify(Path)}
     */
    public List<Finding> verify(DistContents contents) {
        Findings findings = new Findings(contents.fileName());
        for (RuleGroup group : catalogue.groups()) {
            if (contents.readable() || !group.needsReadableArchive()) {
                check(group, contents, findings);
            }
        }
        return findings.sorted();
    }

    /** One group that fails must not cost the report of all others, nor of the other files. */
    private static void check(RuleGroup group, DistContents contents, Findings findings) {
        try {
            group.check(contents, findings);
        } catch (ReleaseException toldToTheUser) {
            throw toldToTheUser;
        } catch (RuntimeException | StackOverflowError unexpected) {
            findings.add(CheckRules.unexpected(group.title(), unexpected));
        }
    }

    /**
     * Looks at files that are released together.
     *
     * @param files what {@link #read} gave
     * @param facts what else is known
     * @return findings, each under the file that is to be fixed or under {@link ReleaseRules#RELEASE}
     */
    public List<Finding> verifyTogether(List<DistContents> files, ReleaseFacts facts) {
        ReleaseRules rules = new ReleaseRules();
        try {
            return rules.check(files, facts);
        } catch (RuntimeException | StackOverflowError unexpected) {
            return List.of(CheckRules.unexpected(rules.title(), unexpected).finish(ReleaseRules.RELEASE));
        }
    }

    /**
     * Reads the model that the rules look at, for rules about several files.
     *
     * @param file a wheel or an sdist, however broken
     * @return a wheel for {@code .whl} in any case, else an sdist
     */
    public DistContents read(Path file) {
        return read(file, limits, () -> {});
    }

    /**
     * Reads the model while somebody else reads the same file.
     *
     * @param file as {@link #read(Path)}
     * @param limits how much of an archive is looked at
     * @param turn returns when the other one needs no processor any more
     * @return as {@link #read(Path)}
     */
    static DistContents read(Path file, ContentLimits limits, Runnable turn) {
        if (!Files.isRegularFile(file)) {
            throw new ProjectException(
                    Problem.of("there is no file " + file).next("build it first: mvn invokeai-release:build-dist"));
        }
        try {
            String name = LetterCase.lower(String.valueOf(file.getFileName()));
            return name.endsWith(".whl")
                    ? new WheelReader(limits, turn).read(file)
                    : new SdistReader(limits).read(file);
        } catch (IOException failure) {
            throw new EnvironmentException(
                    Problem.of("%s cannot be read from disk: %s".formatted(file, failure.getMessage())), failure);
        }
    }
}
