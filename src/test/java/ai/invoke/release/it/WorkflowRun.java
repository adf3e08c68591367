package ai.invoke.release.it;

import static ai.invoke.release.testing.YamlNode.map;
import static ai.invoke.release.testing.YamlNode.texts;

import ai.invoke.release.file.Folders;
import ai.invoke.release.testing.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a workflow of GitHub Actions on this machine, one job after the other, each in a workspace of its own. {@code run:} steps are
 * executed as they stand, with the variables that GitHub sets; artifacts are handed over as GitHub's actions do it; actions that install
 * a language are passed over. Of the expressions only names are known, and the functions {@code always()} and {@code failure()}: what a
 * recipe uses beyond that is an error here.
 */
public final class WorkflowRun {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{\\s*+([^}]*?)\\s*+}}");
    private static final long LIMIT_MINUTES = 5;

    private final Path workflows;
    private final Path folder;
    private final Service service;
    private final Map<String, Path> artifacts = new LinkedHashMap<>();
    private final Map<String, JobRun> runs = new LinkedHashMap<>();

    /**
     * What GitHub would do, beyond running steps.
     */
    public interface Service {

        /**
         * {@code actions/checkout}.
         *
         * @param workspace an empty folder
         * @param depth how many commits; 0 for all of them and all tags
         */
        void checkout(Path workspace, int depth);

        /**
         * A job begins: whoever reviews its environment does it now.
         *
         * @param job the job
         * @return variables for its steps, beside those of every runner
         */
        Map<String, String> starts(Job job);

        /**
         * What an expression may name: {@code github.token}, {@code secrets.NAME}.
         *
         * @param job whose expression it is
         * @return values by name
         */
        Map<String, String> context(Job job);

        /**
         * Whether a step is left out, because another test runs it.
         *
         * @param name the step's name, or empty
         * @return whether it is left out
         */
        boolean leavesOut(String name);
    }

    /**
     * A job.
     *
     * @param id with the values of the matrix
     * @param environment the protected environment, or empty
     * @param permissions what its token may do
     */
    public record Job(String id, String environment, Map<String, String> permissions) {}

    /**
     * How a job ended.
     *
     * @param job the job
     * @param result {@code success}, {@code failure} or {@code skipped}
     * @param workspace its folder
     * @param log everything its steps printed
     * @param summary what GitHub would show for it
     * @param outputs what it hands over
     */
    public record JobRun(
            Job job, String result, Path workspace, String log, String summary, Map<String, String> outputs) {}

    /**
     * A run of the workflows of a folder.
     *
     * @param workflows the folder
     * @param folder where workspaces, artifacts and logs go; whatever it holds is deleted
     * @param service plays GitHub
     */
    public WorkflowRun(Path workflows, Path folder, Service service) {
        this.workflows = workflows;
        this.folder = folder.toAbsolutePath();
        this.service = service;
        try {
            Folders.delete(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a workflow.
     *
     * @param file its name
     * @return the jobs in the order in which they ran, those of called workflows among them
     */
    public List<JobRun> run(String file) {
        run(file, "");
        return List.copyOf(runs.values());
    }

    private Map<String, String> run(String file, String prefix) {
        Map<String, Object> workflow = read(file);
        Map<String, Object> jobs = map(workflow, "jobs");
        List<String> left = new ArrayList<>(jobs.keySet());
        Map<String, JobRun> done = new LinkedHashMap<>();
        while (!left.isEmpty()) {
            String id = left.stream()
                    .filter(one ->
                            done.keySet().containsAll(texts(map(jobs, one).get("needs"))))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("jobs that wait for each other: " + left));
            left.remove(id);
            done.put(id, job(workflow, prefix, id, map(jobs, id), done));
        }
        Map<String, String> outputs = new TreeMap<>();
        // YAML reads the key "on" as a truth value.
        Object on = ((Map<?, ?>) workflow).get(Boolean.TRUE);
        if (on instanceof Map<?, ?> triggers && triggers.get("workflow_call") instanceof Map<?, ?> call) {
            Map<String, String> context = new TreeMap<>();
            done.forEach((id, run) ->
                    run.outputs().forEach((name, value) -> context.put("jobs." + id + ".outputs." + name, value)));
            map(call, "outputs")
                    .forEach((name, output) ->
                            outputs.put(name, filled(map(output).get("value"), context)));
        }
        return outputs;
    }

    private JobRun job(
            Map<String, Object> workflow,
            String prefix,
            String id,
            Map<String, Object> definition,
            Map<String, JobRun> done) {
        Map<String, String> context = new TreeMap<>();
        List<String> needs = texts(definition.get("needs"));
        needs.forEach(name -> done.get(name)
                .outputs()
                .forEach((output, value) -> context.put("needs." + name + ".outputs." + output, value)));
        Map<String, String> permissions = new TreeMap<>();
        map(definition, "permissions").forEach((name, right) -> permissions.put(name, right.toString()));
        if (needs.stream().anyMatch(name -> !done.get(name).result().equals("success"))) {
            return remember(new JobRun(new Job(prefix + id, "", permissions), "skipped", folder, "", "", Map.of()));
        }
        if (definition.get("uses") instanceof String called) {
            Map<String, String> outputs = run(Path.of(called).getFileName().toString(), prefix + id + "/");
            boolean failed = runs.values().stream()
                    .anyMatch(run -> run.job().id().startsWith(prefix + id + "/")
                            && !run.result().equals("success"));
            return new JobRun(
                    new Job(prefix + id, "", permissions), failed ? "failure" : "success", folder, "", "", outputs);
        }
        JobRun last = null;
        for (Map<String, String> cell : matrix(map(map(definition, "strategy"), "matrix"))) {
            Map<String, String> known = new TreeMap<>(context);
            cell.forEach((name, value) -> known.put("matrix." + name, value));
            String suffix = cell.isEmpty() ? "" : " (" + String.join(", ", cell.values()) + ")";
            Job job = new Job(
                    prefix + id + suffix,
                    definition.get("environment") instanceof String name ? name : "",
                    permissions);
            JobRun run = remember(new Steps(job, known, map(workflow, "env"), definition).run());
            last = last == null || run.result().equals("failure") ? run : last;
        }
        return last;
    }

    private JobRun remember(JobRun run) {
        runs.put(run.job().id(), run);
        return run;
    }

    private static List<Map<String, String>> matrix(Map<String, Object> matrix) {
        List<Map<String, String>> cells = List.of(Map.of());
        for (Map.Entry<String, Object> axis : matrix.entrySet()) {
            List<Map<String, String>> next = new ArrayList<>();
            for (Map<String, String> cell : cells) {
                for (String value : texts(axis.getValue())) {
                    Map<String, String> one = new LinkedHashMap<>(cell);
                    one.put(axis.getKey(), value);
                    next.add(one);
                }
            }
            cells = next;
        }
        return cells;
    }

    /** The steps of one job. */
    private final class Steps {

        private final Job job;
        private final Map<String, String> context;
        private final Map<String, Object> workflowVariables;
        private final Map<String, Object> definition;
        private final Path home;
        private final Path workspace;
        private final StringBuilder log = new StringBuilder();
        private final StringBuilder summary = new StringBuilder();
        private boolean failed;

        Steps(
                Job job,
                Map<String, String> needs,
                Map<String, Object> workflowVariables,
                Map<String, Object> definition) {
            this.job = job;
            this.context = new TreeMap<>(needs);
            this.workflowVariables = workflowVariables;
            this.definition = definition;
            this.home = folder.resolve(job.id().replaceAll("[^\\w.-]+", "-"));
            this.workspace = home.resolve("workspace");
        }

        JobRun run() {
            try {
                Files.createDirectories(workspace);
                Files.createDirectories(home.resolve("temp"));
                Map<String, String> variables = service.starts(job);
                context.putAll(service.context(job));
                int number = 0;
                for (Object one : (List<?>) definition.get("steps")) {
                    step(map(one), ++number, variables);
                }
                Files.writeString(home.resolve("job.log"), log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Map<String, String> outputs = new TreeMap<>();
            if (!failed) {
                map(definition, "outputs").forEach((name, value) -> outputs.put(name, filled(value, context)));
            }
            return new JobRun(
                    job, failed ? "failure" : "success", workspace, log.toString(), summary.toString(), outputs);
        }

        private void step(Map<String, Object> step, int number, Map<String, String> variables) throws IOException {
            String condition = step.getOrDefault("if", "success()").toString();
            boolean wanted = switch (condition) {
                case "success()" -> !failed;
                case "always()" -> true;
                case "failure()" -> failed;
                default -> throw new IllegalStateException(job.id() + ": if: " + condition);
            };
            if (!wanted || service.leavesOut(step.getOrDefault("name", "").toString())) {
                return;
            }
            Map<String, String> outputs = new TreeMap<>();
            if (step.get("uses") instanceof String uses) {
                Map<String, String> with = new TreeMap<>();
                map(step, "with").forEach((name, value) -> with.put(name, filled(value, context)));
                use(uses.replaceFirst("@.*", ""), with, outputs);
            } else {
                shell(step, number, variables, outputs);
            }
            outputs.forEach(
                    (name, value) -> context.put("steps." + step.getOrDefault("id", "-") + ".outputs." + name, value));
        }

        private void use(String action, Map<String, String> with, Map<String, String> outputs) throws IOException {
            log.append("uses ").append(action).append(' ').append(with).append('\n');
            switch (action) {
                case "actions/checkout" ->
                    service.checkout(workspace, Integer.parseInt(with.getOrDefault("fetch-depth", "1")));
                case "actions/setup-java", "actions/setup-python", "actions/setup-node" -> {}
                case "actions/upload-artifact" -> outputs.put("artifact-id", upload(with));
                case "actions/download-artifact" -> download(with);
                default -> throw new IllegalStateException(job.id() + " uses " + action);
            }
        }

        private String upload(Map<String, String> with) throws IOException {
            String name = with.getOrDefault("name", "artifact");
            if (artifacts.containsKey(name)) {
                throw new IllegalStateException("GitHub takes the artifact " + name + " once a run");
            }
            List<Path> paths = with.get("path")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> workspace.resolve(line.strip()))
                    .toList();
            Path root = paths.get(0);
            if (paths.size() > 1 || !Files.isDirectory(root)) {
                root = root.getParent();
            }
            for (Path path : paths) {
                while (!path.startsWith(root)) {
                    root = root.getParent();
                }
            }
            Path kept = folder.resolve("artifacts").resolve(name);
            boolean hidden = with.getOrDefault("include-hidden-files", "false").equals("true");
            int files = 0;
            for (Path path : paths) {
                if (Files.exists(path)) {
                    files += copy(path, root, kept, hidden);
                }
            }
            if (files == 0 && with.getOrDefault("if-no-files-found", "warn").equals("error")) {
                throw new IllegalStateException(job.id() + " found no files for the artifact " + name);
            }
            artifacts.put(name, kept);
            return Integer.toString(artifacts.size());
        }

        private void download(Map<String, String> with) throws IOException {
            Path kept = with.containsKey("artifact-ids")
                    ? List.copyOf(artifacts.values()).get(Integer.parseInt(with.get("artifact-ids")) - 1)
                    : artifacts.get(with.get("name"));
            copy(kept, kept, workspace.resolve(with.getOrDefault("path", ".")), true);
        }

        private void shell(
                Map<String, Object> step, int number, Map<String, String> variables, Map<String, String> outputs)
                throws IOException {
            String command = step.get("run").toString();
            if (command.contains("${{")) {
                throw new IllegalStateException(job.id() + ": an expression inside of run:");
            }
            Path script = Files.writeString(home.resolve("step-" + number + ".sh"), command + "\n");
            Path output = Files.writeString(home.resolve("output-" + number), "");
            Path page = Files.writeString(home.resolve("summary-" + number), "");
            Path printed = home.resolve("step-" + number + ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            "bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString())
                    .directory(workspace.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeAll(MavenLaunch.CI_VARIABLES);
            environment.putAll(variables);
            Stream.of(workflowVariables, map(definition, "env"), map(step, "env"))
                    .forEach(more -> more.forEach((name, value) -> environment.put(name, filled(value, context))));
            environment.put("CI", "true");
            environment.put("GITHUB_ACTIONS", "true");
            environment.put("GITHUB_OUTPUT", output.toString());
            environment.put("GITHUB_STEP_SUMMARY", page.toString());
            environment.put("GITHUB_WORKSPACE", workspace.toString());
            environment.put("RUNNER_TEMP", home.resolve("temp").toString());
            int code = ended(builder.start());
            log.append("$ ").append(command).append('\n').append(Files.readString(printed));
            summary.append(Files.readString(page));
            failed |= code != 0;
            Matcher given =
                    Pattern.compile("(?m)^(\\w+)<<(\\S+)\\n(?s:(.*?))\\n\\2$").matcher(Files.readString(output));
            while (given.find()) {
                outputs.put(given.group(1), given.group(3));
            }
        }

        private int ended(Process process) throws IOException {
            process.getOutputStream().close();
            try {
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    log.append("took too long\n");
                }
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static int copy(Path from, Path root, Path to, boolean hidden) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        int copied = 0;
        for (Path file : files) {
            Path relative = root.relativize(file);
            if (hidden || Stream.of(relative.toString().split("/")).noneMatch(part -> part.startsWith("."))) {
                Path target = to.resolve(relative);
                Files.createDirectories(target.getParent());
                // An artifact keeps no permissions and no times.
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                copied++;
            }
        }
        return copied;
    }

    /** Text with its expressions replaced; a name without a value is an error, where GitHub would put nothing. */
    private static String filled(Object text, Map<String, String> context) {
        return EXPRESSION.matcher(String.valueOf(text)).replaceAll(found -> {
            String name = found.group(1);
            if (!context.containsKey(name)) {
                throw new IllegalStateException("no value for the expression " + name + " among " + context.keySet());
            }
            return Matcher.quoteReplacement(context.get(name));
        });
    }

    private Map<String, Object> read(String file) {
        try {
            return YamlNode.read(workflows.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The variables that GitHub sets for each job of a run that a tag started.
     *
     * @param repository owner and name
     * @param tag the tag
     * @param commit its commit
     * @param actor who pushed it
     * @return by name
     */
    public static Map<String, String> variables(String repository, String tag, String commit, String actor) {
        return Map.ofEntries(
                Map.entry("GITHUB_REPOSITORY", repository),
                Map.entry("GITHUB_REPOSITORY_OWNER", repository.replaceFirst("/.*", "")),
                Map.entry("GITHUB_EVENT_NAME", "push"),
                Map.entry("GITHUB_REF", "refs/tags/" + tag),
                Map.entry("GITHUB_REF_NAME", tag),
                Map.entry("GITHUB_REF_TYPE", "tag"),
                Map.entry("GITHUB_SHA", commit),
                Map.entry("GITHUB_ACTOR", actor),
                Map.entry("GITHUB_TRIGGERING_ACTOR", actor),
                Map.entry("GITHUB_ACTOR_ID", "1"),
                Map.entry("GITHUB_RUN_ID", "7"),
                Map.entry("GITHUB_RUN_ATTEMPT", "1"),
                Map.entry("GITHUB_SERVER_URL", "https://github.com"),
                Map.entry("GITHUB_WORKFLOW", "release"),
                Map.entry("GITHUB_WORKFLOW_REF", repository + "/.github/workflows/release.yml@refs/tags/" + tag));
    }
}
