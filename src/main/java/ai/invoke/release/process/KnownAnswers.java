package ai.invoke.release.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What programs have said about themselves, so that the goals of one build ask each of them once. All of it is forgotten whenever
 * anything else is run, for that may install, change or remove programs.
 *
 * <p>It is kept in types of the JDK: a goal of the lifecycle and one of the command line have class loaders of their own.
 */
public final class KnownAnswers {

    private static final String KEPT = KnownAnswers.class.getName();

    private final Map<Object, Object> context;

    private KnownAnswers(Map<Object, Object> context) {
        this.context = context;
    }

    /**
     * Answers that last as long as this object.
     *
     * @return none yet
     */
    public static KnownAnswers none() {
        return new KnownAnswers(new HashMap<>());
    }

    /**
     * Answers that last as long as what Maven keeps for a plugin.
     *
     * @param context the plugin's context
     * @return those that earlier goals got
     */
    public static KnownAnswers in(Map<Object, Object> context) {
        return new KnownAnswers(context);
    }

    /** Begins anew; who still waits for an answer keeps it where nobody looks any more. */
    void forget() {
        synchronized (context) {
            context.remove(KEPT);
        }
    }

    /**
     * Begins to ask.
     *
     * @param command the question
     * @param environment what the program sees
     * @return where to look and to keep the answer
     */
    @SuppressWarnings("unchecked")
    Asked asked(Command command, Map<String, String> environment) {
        synchronized (context) {
            return new Asked(
                    (Map<List<Object>, List<Object>>)
                            context.computeIfAbsent(KEPT, key -> new ConcurrentHashMap<List<Object>, List<Object>>()),
                    List.of(command.arguments(), command.directory().toString(), environment));
        }
    }

    /**
     * A question.
     *
     * @param answers those of the time before the program was asked
     * @param question the key
     */
    record Asked(Map<List<Object>, List<Object>> answers, List<Object> question) {

        /** The answer, where it is known and nothing has changed since. */
        @SuppressWarnings("unchecked")
        Optional<Outcome.Exited> answer() {
            return Optional.ofNullable(answers.get(question))
                    .filter(kept -> {
                        Map<String, String> files = (Map<String, String>) kept.get(0);
                        return files.equals(
                                states(files.keySet().stream().map(Path::of).toList()));
                    })
                    .map(kept -> new Outcome.Exited(
                            0, (String) kept.get(1), (List<String>) kept.get(2), (Duration) kept.get(3)));
        }

        /** Keeps the answer of a program that ended well. */
        void keep(Outcome.Exited outcome, List<Path> dependsOn) {
            answers.put(question, List.of(states(dependsOn), outcome.output(), outcome.tail(), outcome.duration()));
        }

        private static Map<String, String> states(List<Path> files) {
            Map<String, String> states = new TreeMap<>();
            for (Path file : files) {
                String state;
                try {
                    state = Files.getLastModifiedTime(file) + " " + Files.size(file);
                } catch (IOException e) {
                    state = "not there";
                }
                states.put(file.toString(), state);
            }
            return states;
        }
    }
}
