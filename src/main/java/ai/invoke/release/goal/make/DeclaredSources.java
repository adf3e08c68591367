package ai.invoke.release.goal.make;

import ai.invoke.release.build.DeclaredFiles;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a project declares of its package, compared with what is there: the release must not be without it. */
final class DeclaredSources {

    /** A folder of thousands of files is in the wheel, or it is not. */
    private static final int LOOKED_AT = 3;

    private final SourceTree sources;
    private final DeclaredFiles declared;
    private final Console console;

    DeclaredSources(SourceTree sources, DeclaredFiles declared, Console console) {
        this.sources = sources;
        this.declared = declared;
        this.console = console;
    }

    /**
     * Files that every wheel must hold because the project says so and git ignores them.
     *
     * @return for the build to look for
     * @throws ProjectException when nothing is there of something that is declared
     */
    List<DistBuilder.Proof> proofs() {
        List<Problem> missing = new ArrayList<>();
        List<DistBuilder.Proof> proofs = new ArrayList<>();
        for (DeclaredFiles.Entry entry : declared.entries()) {
            Predicate<String> meant = entry.files(sources.project());
            if (entry.required() && sources.files().stream().noneMatch(meant)) {
                missing.add(Problem.of(entry.source() + " declares " + entry.text()
                                + " as part of the package, and there is nothing of that name")
                        .next(
                                "run what makes it (mvn invokeai-release:build-frontend, or a build step of the project), or"
                                        + " correct pyproject.toml"));
            }
            List<String> ignored = sources.generated().stream()
                    .filter(meant.and(this::hasContent))
                    .limit(LOOKED_AT)
                    .toList();
            switch (entry.reach()) {
                case WHEEL ->
                    ignored.forEach(file -> proofs.add(new DistBuilder.Proof(
                            file,
                            entry.source() + " declares " + entry.text() + ", which",
                            "correct the declaration in pyproject.toml: it must reach the wheel")));
                case SDIST_ONLY -> ignored.stream().findFirst().ifPresent(file -> complain(entry));
                case OPEN -> {
                    // The backend has more rules about these than can be told from here.
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new ProjectException(missing);
        }
        return proofs;
    }

    private void complain(DeclaredFiles.Entry entry) {
        console.warn(Problem.of(entry.source() + " declares \"" + entry.text()
                        + "\", which in this form reaches a wheel only when that is made from the sdist, as here")
                .next("so that every wheel has it: {path = \"" + entry.text()
                        + "\", format = [\"sdist\", \"wheel\"]}"));
    }

    private boolean hasContent(String file) {
        Path path = sources.root().resolve(file);
        try {
            return Files.isRegularFile(path) && Files.size(path) > 0;
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + path + ": " + e), e);
        }
    }
}
