package ai.invoke.release.goal.plan;

import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The distributions of one release that many machines have built: none missing, none twice, and each one fit to be given to
 * strangers.
 */
final class ReleaseWheels {

    private final Path dist;
    private final List<String> names;

    ReleaseWheels(Path dist, List<Artifact> artifacts) {
        this.dist = dist;
        this.names = artifacts.stream()
                .filter(artifact -> artifact.role().goesToIndex())
                .map(artifact -> artifact.path().substring(artifact.path().lastIndexOf('/') + 1))
                .toList();
    }

    /**
     * What is wrong with the set.
     *
     * @param expected patterns of tags with {@code *} and {@code ?}, for instance {@code cp312-*-manylinux*_x86_64}, each of
     *     which some wheel must match
     * @return empty when nothing is
     */
    List<Problem> problems(List<String> expected) {
        List<Problem> problems = new ArrayList<>();
        List<String> sdists =
                names.stream().filter(name -> !name.endsWith(".whl")).toList();
        if (sdists.size() > 1) {
            problems.add(problem(
                    "there are " + sdists.size() + " sdists: " + String.join(", ", sdists)
                            + "; an index takes one for a version",
                    "leave the one of this version, which one job builds"));
        }
        Map<String, String> owners = new LinkedHashMap<>();
        wheels().forEach(wheel -> wheel.tags().forEach(tag -> {
            String other = owners.putIfAbsent(tag + wheel.build().orElse(""), wheel.fileName());
            if (other != null && !other.equals(wheel.fileName())) {
                problems.add(problem(
                        other + " and " + wheel.fileName() + " are both for " + tag
                                + "; which of them pip takes is not defined",
                        "remove one of them, mostly the one that was not repaired (auditwheel, delocate)"));
            }
        }));
        for (String pattern : expected) {
            if (wheels().noneMatch(wheel -> wheel.tags().stream().anyMatch(tag -> matches(pattern, tag)))) {
                problems.add(problem(
                        "no wheel is for " + pattern + ", which <expectedWheels> names; there "
                                + (names.size() == 1 ? "is " : "are ") + String.join(", ", names),
                        "fetch the wheels of that job into a folder of <additionalDist> and run mvn verify, or correct"
                                + " <expectedWheels>"));
            }
        }
        return problems.stream().distinct().toList();
    }

    private Stream<DistFileName.Wheel> wheels() {
        return names.stream()
                .map(DistFileName::tryParse)
                .flatMap(Optional::stream)
                .filter(DistFileName.Wheel.class::isInstance)
                .map(DistFileName.Wheel.class::cast);
    }

    private Problem problem(String what, String next) {
        return Problem.of(what).at(Location.of(dist.toString())).next(next);
    }

    /** In time linear in each star: only the last one is tried again. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int again = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                again = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++again;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
