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
    private final Optional<BuildScript> bundling;

    /**
     * The commands of one frontend.
     *
     * @param options what the user wants
     * @param manager its package manager
     * @param tool how that is started
     * @param bundling the script {@code build} without linters, where they run elsewhere
     */
    FrontendCommands(
            FrontendOptions options,
            PackageManager manager,
            PackageManagerLocator.Found tool,
            Optional<BuildScript> bundling) {
        this.options = options;
        this.bundling = bundling;
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
        List<String> arguments = new ArrayList<>();
        if (bundling.isEmpty() || bundling.get().script()) {
            arguments.add("run");
        } else {
            arguments.addAll(installed(manager.kind()));
        }
        arguments.addAll(bundling.map(BuildScript::bundler).orElse(List.of("build")));
        return command(options.buildCommand(), arguments);
    }

    /**
     * The words with which a package manager starts a program that is installed, and downloads none.
     *
     * @param kind the package manager
     * @return the words before the program
     */
    static List<String> installed(PackageManager.Kind kind) {
        return switch (kind) {
            case PNPM -> List.of("exec");
            case NPM -> List.of("exec", "--no", "--");
            case YARN, BUN -> List.of("run");
        };
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
