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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
            List.of("sub", "project_path", "ci_config_ref_uri", "ref_type", "ref", "environment");

    /** Fields of PyPI's other publishers and their claims: Google Cloud, CircleCI, Buildkite. */
    private static final List<Map.Entry<String, String>> OTHERS = List.of(
            Map.entry("email", "email"),
            Map.entry("circleci_org_id", "oidc.circleci.com/org-id"),
            Map.entry("circleci_project_id", "oidc.circleci.com/project-id"),
            Map.entry("pipeline_definition_id", "oidc.circleci.com/pipeline-definition-id"),
            Map.entry("organization_slug", "organization_slug"),
            Map.entry("pipeline_slug", "pipeline_slug"));

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
        Map<String, String> fields = new LinkedHashMap<>();
        Optional<String> repository = claim("repository").filter(name -> name.contains("/"));
        Optional<String> project = claim("project_path").filter(name -> name.contains("/"));
        if (repository.isPresent()) {
            String[] parts = repository.get().split("/", 2);
            fields.put("owner", parts[0]);
            fields.put("repository", parts[1]);
            claim("job_workflow_ref")
                    .map(IdentityClaims::file)
                    .filter(path -> path.contains(WORKFLOWS))
                    .ifPresent(path -> fields.put(
                            "workflow_filename", path.substring(path.indexOf(WORKFLOWS) + WORKFLOWS.length())));
        } else if (project.isPresent()) {
            int slash = project.get().lastIndexOf('/');
            fields.put("namespace", project.get().substring(0, slash));
            fields.put("project", project.get().substring(slash + 1));
            claim("ci_config_ref_uri")
                    .map(IdentityClaims::file)
                    .filter(path -> path.contains("//"))
                    .ifPresent(path -> fields.put("workflow_filepath", path.substring(path.lastIndexOf("//") + 2)));
        } else {
            OTHERS.forEach(field -> claim(field.getValue()).ifPresent(value -> fields.put(field.getKey(), value)));
        }
        if (!fields.isEmpty()) {
            claim("environment").ifPresent(name -> fields.put("environment", name));
        }
        return fields;
    }

    /**
     * The page of a project's publishers, with the form filled in for this job. PyPI is known to read the fields of GitHub.
     *
     * @param page the page
     * @return the page's address with the fields
     */
    public URI settings(URI page) {
        Map<String, String> fields = publisher();
        if (!fields.containsKey("owner")) {
            return page;
        }
        StringBuilder query = new StringBuilder("?provider=github");
        fields.forEach((name, value) ->
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
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
        List<String> others = OTHERS.stream()
                .map(Map.Entry::getValue)
                .filter(values::containsKey)
                .toList();
        List<String> names = values.containsKey("project_path") ? GITLAB : others.isEmpty() ? GITHUB : others;
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
