package ai.invoke.release.pypi.trust;

import java.time.Duration;
import java.util.Optional;

/** Credentials for the uploads of one run, which may have to be made anew on the way. */
public interface UploadCredentials extends AutoCloseable {

    /**
     * Credentials for the next upload.
     *
     * @param expected how long the upload may take; credentials that would run out before are made anew where that is
     *     possible
     * @return the credentials
     */
    PypiCredentials forUpload(Duration expected);

    /**
     * Credentials for one more attempt, after the index refused the last ones.
     *
     * @return others, where they may have run out meanwhile
     */
    Optional<PypiCredentials> afterRefusal();

    /** Gives back what was made for this run. Never fails: what was uploaded stays uploaded. */
    @Override
    void close();

    /**
     * Credentials that somebody made for longer use.
     *
     * @param credentials what to send
     * @return always the same
     */
    static UploadCredentials fixed(PypiCredentials credentials) {
        return new UploadCredentials() {
            @Override
            public PypiCredentials forUpload(Duration expected) {
                return credentials;
            }

            @Override
            public Optional<PypiCredentials> afterRefusal() {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
