package ai.invoke.release.pypi.attestation.sign;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import ai.invoke.release.text.LetterCase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about attestations.
 *
 * @param mode whether they are uploaded and made
 * @param folder where made ones are kept, so that the next index gets the same; beside the files when it is not said
 * @param trustRoot whom to trust instead of the shipped root
 * @param services where to be certified and logged
 */
public record AttestationSettings(
        Mode mode, Optional<Path> folder, Optional<Path> trustRoot, SigningServices services) {

    /** Whether attestations are uploaded and made. */
    public enum Mode {
        /** Where trusted publishing is used: what lies beside the files is uploaded, and what is missing is made where the CI can vouch for the job. */
        AUTO,
        /** As {@link #AUTO}, but no file is uploaded without one. */
        REQUIRED,
        /** Not at all; nothing is looked for. */
        NONE;

        /**
         * Reads the parameter.
         *
         * @param text in any case
         * @return the mode
         * @throws ProjectException when there is no such mode
         */
        public static Mode parse(String text) {
            List<String> names = Arrays.stream(values())
                    .map(mode -> LetterCase.lower(mode.name()))
                    .toList();
            int index = names.indexOf(LetterCase.lower(text.strip()));
            if (index < 0) {
                throw new ProjectException(Problem.of("there is no mode '" + text + "' for attestations")
                        .next("use one of: -Dinvokeai.attestations=" + String.join("|", names)));
            }
            return values()[index];
        }
    }

    /**
     * Settings without attestations.
     *
     * @return the settings of {@link Mode#NONE}
     */
    public static AttestationSettings none() {
        return of(Mode.NONE);
    }

    /**
     * The shipped trust root and Sigstore's production services.
     *
     * @param mode whether attestations are uploaded and made
     * @return the settings
     */
    public static AttestationSettings of(Mode mode) {
        return new AttestationSettings(mode, Optional.empty(), Optional.empty(), SigningServices.SIGSTORE);
    }

    /**
     * The same settings with another folder.
     *
     * @param other where made ones are kept
     * @return a copy
     */
    public AttestationSettings in(Path other) {
        return new AttestationSettings(mode, Optional.of(other), trustRoot, services);
    }

    /**
     * Reads the trust root.
     *
     * @return the given one, else the shipped one
     * @throws ProjectException when the given one cannot be used
     */
    public TrustRoot root() {
        return trustRoot.map(TrustRoot::read).orElseGet(TrustRoot::shipped);
    }
}
