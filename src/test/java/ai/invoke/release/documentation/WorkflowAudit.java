package ai.invoke.release.documentation;

import static ai.invoke.release.testing.YamlNode.map;
import static ai.invoke.release.testing.YamlNode.texts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * The rules of zizmor (docs.zizmor.sh/audits) that matter for a release, under its names, and three of our own: {@code concurrency},
 * {@code timeout}, {@code expression}. Reads one workflow of GitHub Actions.
 */
final class WorkflowAudit {

    private static final Pattern USES = Pattern.compile("(?m)^[ -]*+uses: *+(\\S++)(?: ++# *+(\\S++))? *+$");
    private static final Pattern PINNED = Pattern.compile("[\\w.-]++/[\\w./-]++@([0-9a-f]{40})");
    private static final Pattern PERMISSION = Pattern.compile("^\\s++[a-z-]++: (?:read|write)\\s*+$");
    private static final List<String> CREDENTIALS =
            List.of("PYPI_TOKEN", "TESTPYPI_TOKEN", "TEST_PYPI_TOKEN", "TWINE_PASSWORD", "UV_PUBLISH_TOKEN");

    private final String text;
    private final Map<String, Object> workflow;
    private final List<String> found = new ArrayList<>();

    private WorkflowAudit(String text) {
        this.text = text;
        this.workflow = map(new Yaml().<Object>load(text));
    }

    /** What is wrong, each as {@code rule: what}. */
    static List<String> of(String text) {
        WorkflowAudit audit = new WorkflowAudit(text);
        audit.triggers();
        audit.actions();
        audit.permissions("the workflow", audit.workflow);
        audit.concurrency();
        audit.lines();
        map(audit.workflow.get("jobs")).forEach((id, job) -> audit.job(id, map(job)));
        return List.copyOf(audit.found);
    }

    private void add(String rule, String what) {
        found.add(rule + ": " + what);
    }

    private Map<String, Object> on() {
        // YAML reads the key "on" as a truth value.
        Object on = ((Map<?, ?>) workflow).get(Boolean.TRUE);
        Map<String, Object> triggers = new LinkedHashMap<>(map(on));
        texts(on instanceof Map<?, ?> ? null : on).forEach(trigger -> triggers.put(trigger, Map.of()));
        return triggers;
    }

    private void triggers() {
        on().keySet().stream()
                .filter(List.of("pull_request_target", "workflow_run", "issue_comment")::contains)
                .forEach(trigger -> add("dangerous-triggers", trigger));
    }

    private void actions() {
        Map<String, String> versions = new TreeMap<>();
        Matcher uses = USES.matcher(text);
        while (uses.find()) {
            String action = uses.group(1);
            if (action.startsWith("./")) {
                continue;
            }
            Matcher pinned = PINNED.matcher(action);
            if (!pinned.matches()) {
                add("unpinned-uses", action);
            } else if (uses.group(2) == null || !uses.group(2).matches("v\\d++(?:\\.\\d++){0,2}")) {
                add("unpinned-uses", action + " without its version in a comment");
            } else {
                String before = versions.putIfAbsent(pinned.group(1), uses.group(2));
                if (before != null && !before.equals(uses.group(2))) {
                    add("ref-version-mismatch", action + " is " + before + " and " + uses.group(2));
                }
            }
            if (action.matches("(?:actions/cache|Swatinem/rust-cache)(?:/\\w++)?@.*+")) {
                add("cache-poisoning", action);
            }
            if (action.matches("(?:softprops/action-gh-release|ncipollo/release-action|actions/create-release)@.*+")) {
                add("superfluous-actions", action);
            }
        }
    }

    private void permissions(String of, Map<String, Object> definition) {
        Object permissions = definition.get("permissions");
        boolean top = definition == workflow;
        if (permissions == null) {
            add("excessive-permissions", of + " leaves the default ones");
        } else if (permissions instanceof String all) {
            add("excessive-permissions", of + " has " + all);
        } else if (top && !map(permissions).isEmpty()) {
            add("excessive-permissions", of + " has some for every job");
        }
    }

    private void concurrency() {
        boolean publishes = text.contains("id-token: write");
        Map<String, Object> concurrency = map(workflow.get("concurrency"));
        if (publishes && (concurrency.isEmpty() || !Boolean.FALSE.equals(concurrency.get("cancel-in-progress")))) {
            add("concurrency", "an upload may be cancelled or run twice");
        }
    }

    private void lines() {
        boolean inPermissions = false;
        for (String line : text.lines().toList()) {
            if (line.strip().startsWith("permissions:")) {
                inPermissions = true;
            } else if (inPermissions && PERMISSION.matcher(line).matches()) {
                add("undocumented-permissions", line.strip());
            } else {
                inPermissions &= line.matches("\\s++[a-z-]++: (?:read|write).*+");
            }
            if (line.matches("\\s*+secrets:\\s*+inherit\\s*+")) {
                add("secrets-inherit", line.strip());
            }
            if (line.contains("toJSON(secrets)") || line.contains("secrets[")) {
                add("overprovisioned-secrets", line.strip());
            }
            if (line.matches(".*\\b(?:github\\.actor|triggering_actor)\\b.*==.*\\[bot\\].*")) {
                add("bot-conditions", line.strip());
            }
        }
    }

    private void job(String id, Map<String, Object> job) {
        permissions(id, job);
        if (job.containsKey("uses")) {
            return;
        }
        if (!job.containsKey("timeout-minutes")) {
            add("timeout", id);
        }
        if (texts(job.get("runs-on")).contains("self-hosted")) {
            add("self-hosted-runner", id);
        }
        container(id, job.get("container"));
        map(job.get("services")).forEach((name, service) -> container(id + " " + name, service));
        environment(id, workflow);
        environment(id, job);
        if (job.get("steps") instanceof List<?> steps) {
            steps.forEach(step -> step(id, map(step)));
        }
    }

    private void container(String id, Object container) {
        String image = container instanceof String name
                ? name
                : String.valueOf(map(container).getOrDefault("image", ""));
        if (!image.isEmpty() && !image.matches(".+@sha256:[0-9a-f]{64}")) {
            add("unpinned-images", id + ": " + image);
        }
        Object password = map(map(container).get("credentials")).get("password");
        if (password != null && !password.toString().contains("${{")) {
            add("hardcoded-container-credentials", id);
        }
    }

    private void environment(String id, Map<String, Object> definition) {
        map(definition.get("env")).forEach((name, value) -> {
            if (name.equals("ACTIONS_ALLOW_UNSECURE_COMMANDS")) {
                add("insecure-commands", id);
            }
            if (CREDENTIALS.contains(name) && value.toString().contains("secrets.")) {
                add("use-trusted-publishing", id + ": " + name);
            }
            // What every step sees, every action and every program of the project sees.
            if (definition.containsKey("steps") && value.toString().matches(".*(?:secrets\\.|github\\.token).*")) {
                add("overprovisioned-secrets", id + ": " + name + " is given to every step");
            }
        });
    }

    private void step(String id, Map<String, Object> step) {
        environment(id, step);
        String run = String.valueOf(step.getOrDefault("run", ""));
        Map<String, Object> with = map(step.get("with"));
        if (run.contains("${{")
                || String.valueOf(with.getOrDefault("script", "")).contains("${{")) {
            add("template-injection", id + ": " + run.strip());
        }
        if (run.matches("(?s).*>>?\\s*\"?\\$\\{?(?:GITHUB_ENV|GITHUB_PATH)\\b.*")) {
            add("github-env", id + ": " + run.strip());
        }
        if (run.matches(
                "(?s).*\\b(?:npm (?:install|i)|yarn (?:global )?add|pnpm (?:add|install -g)|gem install)\\b.*")) {
            add("adhoc-packages", id + ": " + run.strip());
        }
        if ("cmd".equals(step.get("shell")) || with.containsKey("pip-install")) {
            add("misfeature", id);
        }
        String uses = String.valueOf(step.getOrDefault("uses", ""));
        if (uses.startsWith("actions/checkout@") && !Boolean.FALSE.equals(with.get("persist-credentials"))) {
            add("artipacked", id);
        }
        boolean caches = uses.matches("actions/setup-(?:java|python|go|node)@.*+") && with.containsKey("cache")
                || uses.startsWith("actions/setup-node@") && !Boolean.FALSE.equals(with.get("package-manager-cache"))
                || uses.startsWith("astral-sh/setup-uv@") && !Boolean.FALSE.equals(with.get("enable-cache"));
        if (caches) {
            add("cache-poisoning", id + ": " + uses);
        }
        if (uses.startsWith("pypa/gh-action-pypi-publish@") && with.containsKey("password")) {
            add("use-trusted-publishing", id);
        }
        Stream.of(step.get("if"))
                .map(String::valueOf)
                .filter(condition -> condition.matches("(?s).*\\$\\{\\{.*}}.*\\S.*")
                        && !condition.strip().endsWith("}}"))
                .forEach(condition -> add("expression", id + ": the condition is always true: " + condition));
    }
}
