package ai.invoke.release.goal.inspect;

import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.Provenance;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import ai.invoke.release.pypi.attestation.certificate.Signer;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Verifies what an index shows at its Integrity API. Who the publisher is said to be is the index's word; whom the audit expects comes
 * from the user and from the repository of the tag.
 */
public final class AttestationAudit {

    /**
     * What the attestations must say.
     *
     * @param required whether a file without one is wrong
     * @param workflow the file below {@code .github/workflows} that must have published; empty when nobody pins it
     * @param environment the deployment environment that it must have run in; empty when nobody pins it
     * @param trust whom to trust
     */
    public record Expected(boolean required, Optional<String> workflow, Optional<String> environment, TrustRoot trust) {

        /**
         * As a user writes it.
         *
         * @param mode {@code required}, {@code auto} or {@code none}
         * @param workflow the workflow's file
         * @param environment the environment
         * @param trust a trust root in place of the shipped one
         * @return what is expected
         * @throws ai.invoke.release.problem.ProjectException when a word or the file is wrong
         */
        public static Expected of(
                String mode, Optional<String> workflow, Optional<String> environment, Optional<Path> trust) {
            return new Expected(
                    AttestationSettings.Mode.parse(mode) == AttestationSettings.Mode.REQUIRED,
                    workflow.filter(text -> !text.isBlank()),
                    environment.filter(text -> !text.isBlank()),
                    trust.map(TrustRoot::read).orElseGet(TrustRoot::shipped));
        }

        /** The same, with the environment whose review was the approval where the user names none. */
        Expected orEnvironment(Optional<String> reviewed) {
            return new Expected(required, workflow, environment.or(() -> reviewed), trust);
        }
    }

    private final Expected expected;
    private final Subject subject;
    private final Optional<String> commit;
    private final Optional<GitHubLook> github;

    AttestationAudit(Expected expected, Subject subject, Optional<String> commit, Optional<GitHubLook> github) {
        this.expected = expected;
        this.subject = subject;
        this.commit = commit;
        this.github = github;
    }

    /**
     * One fact a file.
     *
     * @param look the index
     * @param client asks it
     * @param digests what each file must be, by name; for others the index's word is taken
     */
    List<Fact> facts(IndexLook look, IndexClient client, Map<String, String> digests) {
        List<Fact> facts = new ArrayList<>();
        for (IndexFile file : look.files()) {
            String about =
                    "attestation " + Printable.of(file.name()) + (look.index().isTest() ? " at TestPyPI" : "");
            Optional<String> digest = Optional.ofNullable(digests.get(file.name()))
                    .or(() -> file.hashes().sha256());
            try {
                facts.add(
                        digest.isEmpty()
                                ? Fact.unknown(about, "the digest of the file is not known")
                                : fact(about, file.name(), digest.get(), client));
            } catch (MalformedJsonException e) {
                facts.add(Fact.wrong(about, "is not an attestation: " + e.getMessage()));
            } catch (ReleaseException e) {
                facts.add(Fact.unknown(
                        about, e.problems().stream().map(Problem::what).collect(Collectors.joining("; "))));
            }
        }
        return facts;
    }

    private Fact fact(String about, String name, String digest, IndexClient client) {
        Optional<byte[]> shown =
                client.provenance(subject.project(), subject.version().normalized(), name);
        if (shown.isEmpty()) {
            return absent(about, name);
        }
        List<Attestation> attestations = Provenance.read(shown.get()).bundles().stream()
                .flatMap(bundle -> bundle.attestations().stream())
                .toList();
        if (attestations.isEmpty()) {
            return absent(about, name);
        }
        List<String> wrong = new ArrayList<>();
        List<String> unproven = new ArrayList<>();
        List<String> signers = new ArrayList<>();
        for (Attestation attestation : attestations) {
            Verdict verdict = new AttestationVerifier(expected.trust()).verify(attestation, name, digest);
            if (verdict instanceof Verdict.Verified verified) {
                judge(verified.signer(), wrong, unproven);
                signers.add(described(verified));
            } else if (verdict instanceof Verdict.Refused refused) {
                wrong.add(refused.why());
            } else if (verdict instanceof Verdict.Undecided undecided) {
                unproven.add(undecided.why());
            }
        }
        String by = String.join("; ", signers);
        if (!wrong.isEmpty()) {
            return Fact.wrong(about, String.join("; ", wrong));
        }
        return unproven.isEmpty()
                ? Fact.ok(about, by)
                : Fact.unknown(about, (by.isEmpty() ? "" : by + "; ") + String.join("; ", unproven));
    }

    /** That GitHub has one and the index has none is no accident. */
    private Fact absent(String about, String name) {
        boolean published = github.map(GitHubLook::assets).orElse(List.of()).stream()
                .map(ReleaseAsset::name)
                .anyMatch(asset -> asset.startsWith(name + ".") && asset.endsWith(".attestation"));
        if (published) {
            return Fact.wrong(about, "the index has none any more, and the GitHub release holds one");
        }
        return expected.required() ? Fact.wrong(about, "there is none") : Fact.open(about, "there is none");
    }

    private void judge(Signer signer, List<String> wrong, List<String> unproven) {
        Optional<String> workflow = expected.workflow();
        Optional<GitHubRepository> repository = subject.repository();
        if (repository.isEmpty()) {
            unproven.add("nothing says which repository must have published");
        } else if (workflow.isPresent()) {
            new Publisher.GitHub(repository.get().slug(), workflow.get())
                    .difference(signer)
                    .ifPresent(wrong::add);
        } else {
            String address = "https://github.com/" + repository.get().slug();
            if (!signer.repository().equals(Optional.of(address))) {
                wrong.add("it was signed for " + signer.repository().orElse("no repository") + ", not for " + address);
            }
            unproven.add("any workflow of the repository would do; pin it with -Dinvokeai.workflow");
        }
        commit.filter(tagged -> signer.sourceDigest().filter(tagged::equals).isEmpty())
                .ifPresent(tagged -> wrong.add("it was made from commit "
                        + signer.sourceDigest().orElse("unknown") + ", but the tag is " + tagged));
        expected.environment().ifPresent(wanted -> {
            if (signer.environment().isEmpty()) {
                unproven.add("its certificate names no environment");
            } else if (!signer.environment().get().equals(wanted)) {
                wrong.add("it ran in the environment " + signer.environment().get() + ", not in " + wanted);
            }
        });
    }

    private static String described(Verdict.Verified verified) {
        Signer signer = verified.signer();
        return verified.statement().predicateType().replaceFirst("^https://", "") + " by "
                + signer.buildConfiguration().orElse(signer.subject())
                + signer.environment().map(name -> ", environment " + name).orElse("") + ", logged "
                + verified.logged()
                + signer.run().map(run -> ", " + run).orElse("");
    }
}
