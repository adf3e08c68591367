package ai.invoke.release.github.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostileLinksTest {

    private static final URI PAGE = URI.create("https://api.example/x?page=1");

    private static Optional<URI> next(String header) {
        return Links.next(PAGE, Optional.of(header));
    }

    @Test
    void theNextPageIsFound() {
        for (String header : List.of(
                "<?page=2>; rel=\"next\"",
                "<?page=9>; rel=\"last\", <?page=2>; a=\"b;c\" ; REL = \"prev Next\"",
                "<?page=2>;rel=next")) {
            assertThat(next(header)).as(header).contains(URI.create("https://api.example/?page=2"));
        }
        for (String header :
                List.of("<?page=2>; rel=\"last\"", "<?page=2>; rel=nextish", "<?page=2>; title=\"next\"", "")) {
            assertThat(next(header)).as(header).isEmpty();
        }
    }
}
