package ai.invoke.release.build.checks;

import ai.invoke.release.toml.TomlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that a project runs to check itself through a program of its own choice.
 *
 * @param id of the check
 * @param program for instance {@code tox}
 * @param module its Python module; empty for what is none
 * @param arguments for the program
 * @param tests whether it runs the tests, so that pytest need not run by itself
 */
record ProjectTask(String id, String program, Optional<String> module, List<String> arguments, boolean tests) {

    /** What checks are usually called; others may do anything. */
    private static final Set<String> CHECKS =
            Set.of("test", "tests", "lint", "check", "checks", "style", "types", "typing", "typecheck", "type-check");

    private static final Pattern TARGET = Pattern.compile("(?<name>[A-Za-z][A-Za-z0-9_-]*+)\\s*+:(?!=)");
    private static final Pattern MAKE = Pattern.compile("(?:^|[\\s:;&|])make\\s++(?<name>[A-Za-z][A-Za-z0-9_-]*+)");

    ProjectTask {
        arguments = List.copyOf(arguments);
    }

    /**
     * What a project runs: its default environments of tox, its default sessions of nox, its scripts of hatch whose names are
     * those of checks. Hooks of pre-commit and targets of make only when a workflow runs them: the first may be out of use,
     * and the others may do anything.
     *
     * @param files of the project
     * @return in this order; of tox, nox and hatch only the first
     */
    static List<ProjectTask> of(ProjectFiles files) {
        List<ProjectTask> tasks = new ArrayList<>();
        List<String> workflows = files.workflows().stream()
                .flatMap(workflow -> workflow.lines().stream())
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .toList();
        TomlDocument pyproject = files.pyproject();
        if (files.has("tox.ini")
                || files.has("tox.toml")
                || pyproject.isTable("tool", "tox")
                || files.lines("setup.cfg").contains("[tox:tox]")) {
            tasks.add(new ProjectTask("tox", "tox", Optional.of("tox"), List.of(), true));
        } else if (files.has("noxfile.py")) {
            tasks.add(new ProjectTask("nox", "nox", Optional.of("nox"), List.of(), true));
        } else {
            tasks.addAll(hatch(pyproject.table("tool", "hatch")));
            tasks.addAll(hatch(files.toml("hatch.toml")));
        }
        if (files.has(".pre-commit-config.yaml")
                && workflows.stream()
                        .anyMatch(line -> line.contains("pre-commit run") || line.contains("pre-commit/action"))) {
            tasks.add(new ProjectTask(
                    "pre-commit", "pre-commit", Optional.of("pre_commit"), List.of("run", "--all-files"), false));
        }
        if (tasks.isEmpty()) {
            tasks.addAll(make(files, workflows));
        }
        return List.copyOf(tasks);
    }

    private static List<ProjectTask> hatch(TomlDocument settings) {
        List<ProjectTask> tasks = new ArrayList<>();
        for (String environment : new TreeSet<>(settings.keys("envs"))) {
            for (String script : new TreeSet<>(settings.keys("envs", environment, "scripts"))) {
                if (CHECKS.contains(script)) {
                    String name = environment.equals("default") ? script : environment + ":" + script;
                    tasks.add(new ProjectTask(
                            "hatch-" + name.replace(':', '-'),
                            "hatch",
                            Optional.of("hatch"),
                            List.of("run", name),
                            script.startsWith("test")));
                }
            }
        }
        return tasks;
    }

    private static List<ProjectTask> make(ProjectFiles files, List<String> workflows) {
        Set<String> targets = new TreeSet<>();
        Stream.of("GNUmakefile", "makefile", "Makefile")
                .flatMap(name -> files.lines(name).stream())
                .map(TARGET::matcher)
                .filter(Matcher::lookingAt)
                .forEach(line -> targets.add(line.group("name")));
        Set<String> called = new TreeSet<>();
        workflows.stream().map(MAKE::matcher).filter(Matcher::find).forEach(line -> called.add(line.group("name")));
        return targets.stream()
                .filter(target -> CHECKS.contains(target) && called.contains(target))
                .map(target -> new ProjectTask(
                        "make-" + target,
                        "make",
                        Optional.empty(),
                        List.of(target),
                        target.startsWith("test") || target.startsWith("check")))
                .toList();
    }
}
