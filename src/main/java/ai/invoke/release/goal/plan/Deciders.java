package ai.invoke.release.goal.plan;

import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.git.Repo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Who decides when nobody says so: a name that the machine knows, which proves nothing. */
public final class Deciders {

    private final Path projectDirectory;
    private final Map<String, String> environment;

    /**
     * On one machine.
     *
     * @param projectDirectory a clone, whose configuration of git names a person
     * @param environment the environment variables
     */
    public Deciders(Path projectDirectory, Map<String, String> environment) {
        this.projectDirectory = projectDirectory;
        this.environment = Map.copyOf(environment);
    }

    /**
     * A name.
     *
     * @param name as it is kept
     * @param startedBy whether it is only known that this person started the job
     */
    public record Person(String name, boolean startedBy) {}

    /**
     * The person.
     *
     * @param named the name that was typed
     * @param signer the name that belongs to the key
     * @return the first of: the typed one, that of the key, who started the CI job, git's identity, the user of this machine
     */
    public Person of(Optional<String> named, Optional<String> signer) {
        Optional<String> known = named.or(() -> signer);
        if (known.isPresent()) {
            return new Person(known.get(), false);
        }
        Optional<String> actor = CiEnvironment.detect(environment).actor();
        return actor.map(login -> new Person(login, true))
                .orElseGet(() -> new Person(git().orElse(System.getProperty("user.name", "")), false));
    }

    private Optional<String> git() {
        Optional<Repo> found = Repo.find(projectDirectory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return repo.identity();
        }
    }
}
