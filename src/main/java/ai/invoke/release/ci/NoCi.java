package ai.invoke.release.ci;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/** No CI service, or one that is not known. */
public record NoCi() implements CiEnvironment {

    @Override
    public String name() {
        return "no CI";
    }

    @Override
    public CiRef ref() {
        return new CiRef.Unknown();
    }

    @Override
    public Optional<String> commit() {
        return Optional.empty();
    }

    @Override
    public void outputs(Map<String, String> values) {}

    @Override
    public void summary(String markdown) {}

    @Override
    public Annotations annotations(PrintStream out) {
        return Annotations.none();
    }
}
