package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether two names are names of the same distribution, however they are spelled. PyPI compares the parts and not the texts ({@code
 * pypi-attestations}, {@code _check_dist_filename}).
 */
final class SameFile {

    private SameFile() {}

    static boolean as(String one, String other) {
        if (one.equals(other)) {
            return DistFileName.tryParse(one).isPresent();
        }
        Optional<DistFileName> left = DistFileName.tryParse(one);
        Optional<DistFileName> right = DistFileName.tryParse(other);
        return left.isPresent()
                && right.isPresent()
                && ProjectName.normalize(left.get().name())
                        .equals(ProjectName.normalize(right.get().name()))
                && sameVersion(left.get().version(), right.get().version())
                && sameRest(left.get(), right.get());
    }

    private static boolean sameVersion(String one, String other) {
        Optional<PyVersion> left = PyVersion.tryParse(one);
        Optional<PyVersion> right = PyVersion.tryParse(other);
        return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
    }

    private static boolean sameRest(DistFileName one, DistFileName other) {
        if (one instanceof DistFileName.Wheel left && other instanceof DistFileName.Wheel right) {
            return build(left).equals(build(right)) && tags(left).equals(tags(right));
        }
        return one instanceof DistFileName.Sdist && other instanceof DistFileName.Sdist;
    }

    private static Optional<String> build(DistFileName.Wheel wheel) {
        return wheel.build().map(build -> build.replaceFirst("^0+(?=[0-9])", ""));
    }

    private static Set<String> tags(DistFileName.Wheel wheel) {
        return wheel.tags().stream().map(LetterCase::lower).collect(Collectors.toSet());
    }
}
