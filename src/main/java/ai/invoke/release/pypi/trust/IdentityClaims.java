package ai.invoke.release.pypi.trust;

import ai.invoke.release.text.Printable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
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
record IdentityClaims(Map<String, String> values) {

    private static final ObjectMapper JSON = new ObjectMapper();
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

    /** Reads the middle part of a JSON web token; empty claims when it cannot be read. */
    static IdentityClaims of(String jwt) {
        Map<String, String> values = new TreeMap<>();
        String[] parts = jwt.split("\\.", -1);
        if (parts.length == 3) {
            try {
                JsonNode json = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
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

    Optional<String> claim(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    /** The claims that a publisher is matched by, one a line, missing ones too: a missing one is often the reason. */
    String forPeople() {
        List<String> names = values.containsKey("project_path") ? GITLAB : GITHUB;
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
