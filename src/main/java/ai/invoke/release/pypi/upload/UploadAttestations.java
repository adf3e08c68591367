package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.http.Http;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestationFiles;
import ai.invoke.release.pypi.attestation.bundle.AttestedFile;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.sign.AttestationSigner;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.SigningIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The attestations of the files that are about to be uploaded: found, made where they are missing, and verified, all before the first
 * byte leaves.
 */
final class UploadAttestations {

    private final Http http;
    private final AttestationSettings settings;
    private final PackageIndex index;
    private final Map<String, String> environment;
    private final Consumer<String> mask;
    private final Clock clock;
    private final Console console;

    UploadAttestations(
            Http http,
            AttestationSettings settings,
            PackageIndex index,
            Map<String, String> environment,
            Consumer<String> mask,
            Clock clock,
            Console console) {
        this.http = http;
        this.settings = settings;
        this.index = index;
        this.environment = environment;
        this.mask = mask;
        this.clock = clock;
        this.console = console;
    }

    /**
     * Attestations by file name.
     *
     * @param files what is to be uploaded
     * @param trusted whether the index is told by trusted publishing who uploads; it takes no attestations otherwise
     */
    Map<String, AttestedFile> of(List<UploadFile> files, boolean trusted) {
        boolean required = settings.mode() == AttestationSettings.Mode.REQUIRED;
        if (!trusted) {
            if (required) {
                throw new ProjectException(Problem.of("attestations are required, and " + index.title()
                                + " takes them with trusted publishing only, not with a token")
                        .next("publish from a CI job that the index trusts, or: -Dinvokeai.attestations=auto"));
            }
            console.detail("no attestations: " + index.title() + " takes them with trusted publishing only");
            return Map.of();
        }
        TrustRoot root = settings.root();
        console.info("Attestations are verified with " + root.describe(clock.instant()));
        Map<String, AttestedFile> found = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (UploadFile file : files) {
            try {
                AttestedFile attested = find(file);
                problems.addAll(problems(attested, file, new AttestationVerifier(root)));
                found.put(file.name(), attested);
            } catch (ProjectException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        make(files, found, root, required);
        settings.folder()
                .ifPresent(folder -> found.values()
                        .forEach(file -> file.attestations()
                                .forEach(attestation -> AttestationFiles.keep(folder, file.name(), attestation))));
        return found;
    }

    private AttestedFile find(UploadFile file) {
        AttestedFile beside = AttestationFiles.find(beside(file), file.name(), sha256(file));
        Optional<Path> folder = settings.folder().filter(one -> !one.equals(beside(file)));
        if (folder.isEmpty()) {
            return beside;
        }
        List<Attestation> all = new ArrayList<>(beside.attestations());
        AttestationFiles.kept(folder.get(), file.name(), sha256(file)).values().stream()
                .filter(kept -> !has(beside, kept.statement().predicateType()))
                .forEach(all::add);
        return new AttestedFile(file.name(), sha256(file), all);
    }

    private List<Problem> problems(AttestedFile attested, UploadFile file, AttestationVerifier verifier) {
        List<Problem> problems = new ArrayList<>();
        for (Attestation attestation : attested.attestations()) {
            Verdict verdict = verifier.verify(attestation, file.name(), sha256(file));
            if (verdict instanceof Verdict.Refused refused) {
                problems.add(Problem.of("an attestation of this file does not hold: " + refused.why())
                        .at(Location.of(file.distribution().path().toString()))
                        .next("remove it or make it again, or publish without attestations:"
                                + " -Dinvokeai.attestations=none"));
            } else if (verdict instanceof Verdict.Undecided undecided) {
                undecided(file.name(), undecided);
            } else if (verdict instanceof Verdict.Verified verified) {
                console.info(
                        file.name() + " is attested by " + verified.signer().subject() + ", logged " + verified.logged()
                                + " as entry " + verified.logIndex());
            }
        }
        return problems;
    }

    private void undecided(String name, Verdict.Undecided undecided) {
        console.warn(Problem.of("it cannot be told whether an attestation of " + name + " holds: " + undecided.why())
                .next("use a newer trust root, or leave the decision to " + index.title()));
    }

    private void make(List<UploadFile> files, Map<String, AttestedFile> found, TrustRoot root, boolean required) {
        List<UploadFile> missing = files.stream()
                .filter(file -> !has(found.getOrDefault(file.name(), none(file)), Statement.PUBLISH))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        Optional<SigningIdentity> identity = SigningIdentity.find(http, environment, mask);
        Optional<Problem> obstacle = obstacle(identity);
        if (obstacle.isPresent()) {
            if (required) {
                throw new ProjectException(obstacle.get());
            }
            console.warn(obstacle.get());
            return;
        }
        AttestationSigner signer =
                new AttestationSigner(http, settings.services(), identity.orElseThrow()::token, root, clock);
        for (UploadFile file : missing) {
            AttestationSigner.Made made = signer.attest(file.name(), sha256(file));
            if (made.verdict() instanceof Verdict.Undecided undecided) {
                undecided(file.name(), undecided);
            } else if (made.verdict() instanceof Verdict.Verified verified) {
                console.info("Attested " + file.name() + " as "
                        + verified.signer().subject() + ", logged as entry " + verified.logIndex());
            }
            AttestationFiles.keep(settings.folder().orElseGet(() -> beside(file)), file.name(), made.attestation());
            List<Attestation> all =
                    new ArrayList<>(found.getOrDefault(file.name(), none(file)).attestations());
            all.add(made.attestation());
            found.put(file.name(), new AttestedFile(file.name(), sha256(file), all));
        }
    }

    private Optional<Problem> obstacle(Optional<SigningIdentity> identity) {
        if (identity.isEmpty()) {
            return Optional.of(Problem.of("no attestations can be made: this job has no identity to sign them")
                    .next(SigningIdentity.advice(environment)));
        }
        return identity.get().reusableWorkflow()
                ? Optional.of(
                        Problem.of("no attestations can be made: the job is defined in another workflow file than the"
                                        + " run, and " + index.title() + " would refuse what it signs")
                                .next("publish from a job in the calling workflow"))
                : Optional.empty();
    }

    private static boolean has(AttestedFile file, String type) {
        return file.attestations().stream()
                .anyMatch(one -> one.statement().predicateType().equals(type));
    }

    private static AttestedFile none(UploadFile file) {
        return new AttestedFile(file.name(), sha256(file), List.of());
    }

    private static Path beside(UploadFile file) {
        return AtomicFile.folder(file.distribution().path());
    }

    private static String sha256(UploadFile file) {
        return file.sha256();
    }
}
