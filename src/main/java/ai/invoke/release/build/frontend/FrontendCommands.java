package ai.invoke.release.build.frontend;

import ai.invoke.release.process.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that install what a frontend needs and build it: the user's, or those of its package manager. */
final class FrontendCommands {

    private final FrontendOptions options;
    private final PackageManager manager;
    private final PackageManagerLocator.Found tool;

    FrontendCommands(FrontendOptions options, PackageManager manager, PackageManagerLocator.Found tool) {
        this.options = options;
        this.manager = manager;
        this.tool = tool;
    }

    /**
     * Installs the dependencies, exactly those of the lock file where there is one.
     *
     * @return the program and its arguments
     */
    List<String> install() {
        boolean locked = manager.lockFile().isPresent();
        boolean classic = tool.version().startsWith("1.");
        List<String> arguments = new ArrayList<>();
        switch (manager.kind()) {
            case PNPM -> {
                arguments.add("install");
                if (locked) {
                    arguments.add("--frozen-lockfile");
                }
            }
            case BUN -> {
                arguments.add("install");
                if (locked) {
                    arguments.add("--frozen-lockfile");
                }
            }
            case NPM -> arguments.addAll(List.of(locked ? "ci" : "install", "--no-audit", "--no-fund"));
            case YARN -> {
                arguments.add("install");
                if (locked) {
                    arguments.add(classic ? "--frozen-lockfile" : "--immutable");
                }
            }
        }
        boolean cached =
                manager.kind() == PackageManager.Kind.YARN ? classic : manager.kind() != PackageManager.Kind.BUN;
        if (options.offline() && cached) {
            arguments.add("--prefer-offline");
        }
        return command(options.installCommand(), arguments);
    }

    /**
     * Runs the project's build.
     *
     * @return the program and its arguments
     */
    List<String> build() {
        return command(options.buildCommand(), List.of("run", "build"));
    }

    private List<String> command(Optional<String> own, List<String> arguments) {
        if (own.isPresent()) {
            return Command.shell(own.get());
        }
        List<String> all = new ArrayList<>(tool.command());
        all.addAll(arguments);
        return all;
    }
}
