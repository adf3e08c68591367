package ai.invoke.release.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class HostilePagesTest {

    private static final URI PAGE = URI.create("https://index.test/simple/x/");

    @Test
    void metaMayHaveItsAttributesInAnyOrder() {
        String page = "<meta content='1.1' name='pypi:repository-version'><META data-x NAME=pypi:project-status\n"
                + "content=\"quarantined\"><a href=\"x#a=b&sha256=" + "a".repeat(64) + "\">x-1.whl</a>";
        ProjectPage read = SimpleHtml.parse(page, PAGE).orElseThrow();
        assertThat(read.toString()).contains("quarantined", "x-1.whl", "a".repeat(64));
        assertThat(SimpleHtml.parse(page.replace("1.1", "2.0"), PAGE)).isEmpty();
    }
}
