package ai.invoke.release.pypi.attestation.certificate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who must have signed: a trusted publisher as it is set up at PyPI. The checks are those of PyPI itself ({@code pypi-attestations},
 * {@code _impl.py}); the environment is no part of them.
 */
public sealed interface Publisher {

    /**
     * Compares with who has signed.
     *
     * @param signer out of the certificate
     * @return what differs, or empty when it is the same
     */
    Optional<String> difference(Signer signer);

    /**
     * A workflow at github.com.
     *
     * @param repository {@code OWNER/NAME}, spelled as in the certificate
     * @param workflow the file's name below {@code .github/workflows}
     */
    record GitHub(String repository, String workflow) implements Publisher {

        private static final String ISSUER = "https://token.actions.githubusercontent.com";

        @Override
        public Optional<String> difference(Signer signer) {
            String address = "https://github.com/" + repository;
            return Publisher.issuer(signer, ISSUER)
                    .or(() -> Publisher.repository(signer, address))
                    .or(() -> Publisher.workflow(
                            signer,
                            address + "/.github/workflows/" + workflow,
                            Stream.of(signer.sourceDigest(), signer.sourceRef())
                                    .flatMap(Optional::stream)
                                    .toList()));
        }

        @Override
        public String toString() {
            return "github.com/" + repository + ", workflow " + workflow;
        }
    }

    /**
     * A pipeline at gitlab.com; others cannot attest.
     *
     * @param project {@code GROUP/NAME}
     * @param configuration the path of the pipeline's file, usually {@code .gitlab-ci.yml}
     */
    record GitLab(String project, String configuration) implements Publisher {

        @Override
        public Optional<String> difference(Signer signer) {
            String address = "https://gitlab.com/" + project;
            boolean complete =
                    signer.sourceDigest().isPresent() && signer.sourceRef().isPresent();
            return Publisher.issuer(signer, "https://gitlab.com")
                    .or(() -> Publisher.repository(signer, address))
                    .or(() -> complete
                            ? Optional.empty()
                            : Optional.of("the certificate lacks the commit or the ref of the source"))
                    .or(() -> Publisher.workflow(
                            signer,
                            address + "//" + configuration,
                            Stream.of(signer.sourceDigest(), signer.sourceRef())
                                    .flatMap(Optional::stream)
                                    .toList()));
        }

        @Override
        public String toString() {
            return "gitlab.com/" + project + ", " + configuration;
        }
    }

    /**
     * A service account of Google Cloud.
     *
     * @param email its address
     */
    record Google(String email) implements Publisher {

        @Override
        public Optional<String> difference(Signer signer) {
            return Publisher.issuer(signer, "https://accounts.google.com")
                    .or(() -> signer.subject().equals(email)
                            ? Optional.empty()
                            : Optional.of("it was signed by " + signer.subject() + ", not by " + email));
        }

        @Override
        public String toString() {
            return email;
        }
    }

    private static Optional<String> issuer(Signer signer, String expected) {
        return signer.issuer().equals(expected)
                ? Optional.empty()
                : Optional.of("its identity is from " + signer.issuer() + ", not from " + expected);
    }

    private static Optional<String> repository(Signer signer, String expected) {
        return signer.repository().equals(Optional.of(expected))
                ? Optional.empty()
                : Optional.of(
                        "it was signed for " + signer.repository().orElse("no repository") + ", not for " + expected);
    }

    private static Optional<String> workflow(Signer signer, String file, List<String> revisions) {
        String actual = signer.buildConfiguration().orElse("no workflow");
        return revisions.stream().anyMatch(revision -> actual.equals(file + "@" + revision))
                ? Optional.empty()
                : Optional.of("it was signed by " + actual + ", not by " + file + " at the source's commit or ref");
    }
}
