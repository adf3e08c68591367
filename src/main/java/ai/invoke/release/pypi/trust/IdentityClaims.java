package ai.invoke.release.pypi.trust;

import ai.invoke.release.json.JsonTree;
import ai.invoke.release.text.Printable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a CI's identity token says about the job. Not secret, unlike the token; not verified, as only the index's opinion
 * counts.
 *
 * @param values claim by name
 */
public record IdentityClaims(Map<String, String> values) {

    private static final String WORKFLOWS = "/.github/workflows/";

    private static final List<String> GITHUB = List.of(
            "sub",
            "repository",
            "repository_owner",
            "repository_owner_id",
            "job_workflow_ref",
            "workflow_ref",
            "ref",
            "environment",
            "event_name");
    private static final List<String> GITLAB =
            List.of("iss", "sub", "project_path", "ci_config_ref_uri", "ref_type", "ref", "environment");

    private static final List<String> ACTIVESTATE =
            List.of("sub", "organization", "project", "actor", "actor_id", "builder");

    /** Fields of PyPI's other publishers and their claims. */
    private static final Map<String, List<Map.Entry<String, String>>> OTHERS = Map.of(
            "google",
            List.of(Map.entry("email", "email")),
            "circleci",
            List.of(
                    Map.entry("circleci_org_id", "oidc.circleci.com/org-id"),
                    Map.entry("circleci_project_id", "oidc.circleci.com/project-id"),
                    Map.entry("pipeline_definition_id", "oidc.circleci.com/pipeline-definition-id")),
            "buildkite",
            List.of(Map.entry("organization_slug", "organization_slug"), Map.entry("pipeline_slug", "pipeline_slug")));

    /** The forms that PyPI fills in from the address of its page (warehouse, {@code manage/views/oidc_publishers.py}). */
    private static final Set<String> FILLED_IN = Set.of("github", "gitlab", "google", "activestate", "circleci");

    /** A form of PyPI's page of publishers: its name there, and its fields in order. */
    private record Form(String provider, Map<String, String> fields) {}

    /** Reads the middle part of a JSON web token; empty claims when it cannot be read. */
    static IdentityClaims of(String jwt) {
        Map<String, String> values = new TreeMap<>();
        String[] parts = jwt.split("\\.", -1);
        if (parts.length == 3) {
            try {
                JsonNode json = JsonTree.read(Base64.getUrlDecoder().decode(parts[1]));
                json.properties().forEach(field -> {
                    if (field.getValue().isValueNode()) {
                        values.put(field.getKey(), Printable.of(field.getValue().asText(), 300));
                    }
                });
            } catch (IOException | IllegalArgumentException e) {
                values.clear();
            }
        }
        return new IdentityClaims(values);
    }

    /** Takes an unmodifiable copy. */
    public IdentityClaims {
        values = Map.copyOf(values);
    }

    /**
     * What a publisher has to be set to for this job, by the names that PyPI's form gives its fields.
     *
     * @return field to value in the order of the form; empty when these are the claims of a CI that PyPI has no publishers for
     */
    public Map<String, String> publisher() {
        return form().map(Form::fields).orElse(Map.of());
    }

    private Optional<Form> form() {
        Optional<String> repository = claim("repository").filter(name -> name.contains("/"));
        Optional<String> path = claim("project_path").filter(name -> name.contains("/"));
        if (repository.isPresent()) {
            return Optional.of(new Form("github", github(repository.get())));
        }
        if (claim("builder").equals(Optional.of("pypi-publisher"))) {
            Map<String, String> fields = new LinkedHashMap<>();
            List.of("organization", "project", "actor")
                    .forEach(name -> claim(name).ifPresent(value -> fields.put(name, value)));
            return Optional.of(new Form("activestate", fields));
        }
        return path.isPresent() ? Optional.of(new Form("gitlab", gitlab(path.get()))) : other();
    }

    private Map<String, String> github(String repository) {
        Map<String, String> fields = new LinkedHashMap<>();
        String[] parts = repository.split("/", 2);
        fields.put("owner", parts[0]);
        fields.put("repository", parts[1]);
        claim("job_workflow_ref")
                .map(IdentityClaims::file)
                .filter(path -> path.contains(WORKFLOWS))
                .ifPresent(path ->
                        fields.put("workflow_filename", path.substring(path.indexOf(WORKFLOWS) + WORKFLOWS.length())));
        claim("environment").ifPresent(name -> fields.put("environment", name));
        return fields;
    }

    private Map<String, String> gitlab(String path) {
        Map<String, String> fields = new LinkedHashMap<>();
        int slash = path.lastIndexOf('/');
        fields.put("namespace", path.substring(0, slash));
        fields.put("project", path.substring(slash + 1));
        claim("ci_config_ref_uri")
                .map(IdentityClaims::file)
                .filter(file -> file.contains("//"))
                .ifPresent(file -> fields.put("workflow_filepath", file.substring(file.lastIndexOf("//") + 2)));
        claim("environment").ifPresent(name -> fields.put("environment", name));
        claim("iss").ifPresent(issuer -> fields.put("issuer_url", issuer));
        return fields;
    }

    private Optional<Form> other() {
        return OTHERS.entrySet().stream()
                .map(form -> {
                    Map<String, String> fields = new LinkedHashMap<>();
                    form.getValue()
                            .forEach(field ->
                                    claim(field.getValue()).ifPresent(value -> fields.put(field.getKey(), value)));
                    return new Form(form.getKey(), fields);
                })
                .filter(form -> !form.fields().isEmpty())
                .max(Comparator.comparingInt((Form form) -> form.fields().size())
                        .thenComparing(Form::provider));
    }

    /**
     * The page of a project's publishers, with the form filled in for this job where PyPI does that.
     *
     * @param page the page
     * @return the page's address with the fields
     */
    public URI settings(URI page) {
        Optional<Form> form = form().filter(known -> FILLED_IN.contains(known.provider()));
        if (form.isEmpty()) {
            return page;
        }
        StringBuilder query = new StringBuilder("?provider=" + form.get().provider());
        form.get()
                .fields()
                .forEach((name, value) -> query.append('&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return URI.create(page + query.toString());
    }

    /**
     * What will not work, whatever the publisher is set to.
     *
     * @return for people, without a full stop
     */
    public List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (reusableWorkflow()) {
            found.add("the job is defined in another workflow file than the run, which PyPI does not support");
        }
        if (claim("oidc.circleci.com/ssh-rerun").equals(Optional.of("true"))) {
            found.add("the job was run again with SSH, which PyPI refuses");
        }
        if (claim("event_name").equals(Optional.of("pull_request_target"))) {
            found.add("the event is pull_request_target, which PyPI refuses");
        }
        return found;
    }

    /**
     * One claim.
     *
     * @param name its name
     * @return made safe to print; empty when it is not there
     */
    public Optional<String> claim(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    /**
     * The claims that a publisher is matched by, missing ones too: a missing one is often the reason.
     *
     * @return one a line
     */
    public String forPeople() {
        List<String> names = switch (form().map(Form::provider).orElse("github")) {
            case "github" -> GITHUB;
            case "gitlab" -> GITLAB;
            case "activestate" -> ACTIVESTATE;
            default ->
                OTHERS.values().stream()
                        .flatMap(List::stream)
                        .map(Map.Entry::getValue)
                        .filter(values::containsKey)
                        .sorted()
                        .toList();
        };
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(String.format(
                    Locale.ROOT, "%n     %-20s %s", name, claim(name).orElse("MISSING")));
        }
        return text.toString();
    }

    /** Whether the job is defined in another workflow file than the run, which PyPI does not support. */
    boolean reusableWorkflow() {
        Optional<String> job = claim("job_workflow_ref");
        Optional<String> run = claim("workflow_ref");
        return job.isPresent() && run.isPresent() && !file(job.get()).equals(file(run.get()));
    }

    private static String file(String ref) {
        int at = ref.indexOf('@');
        return at < 0 ? ref : ref.substring(0, at);
    }
}
