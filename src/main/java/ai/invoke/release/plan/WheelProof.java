package ai.invoke.release.plan;

/**
 * The proof that an installer carries a wheel that is published as it is: both have this digest.
 *
 * @param installer path of the installer artifact
 * @param entry name of the zip entry
 * @param wheel path of the wheel artifact
 * @param sha256 digest of the entry's content and of the wheel
 */
public record WheelProof(String installer, String entry, String wheel, String sha256) {}
