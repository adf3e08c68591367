package ai.invoke.release.goal.make;

import ai.invoke.release.build.dist.DistBuilder;
import java.nio.file.Path;

/** A process of its own, for what a process cannot change of itself: builds projects and prints the digests. */
final class DistRunElsewhere {

    private DistRunElsewhere() {}

    public static void main(String[] arguments) {
        for (String project : arguments) {
            // The first without isolation and the others with it, as the quickest way to have both.
            DistRun run = DistRun.of(Path.of(project));
            BuildDist.Result result = (project.equals(arguments[0]) ? run : run.isolated()).build();
            for (DistBuilder.BuiltFile file : result.files()) {
                System.out.println(file.sha256());
            }
        }
    }
}
