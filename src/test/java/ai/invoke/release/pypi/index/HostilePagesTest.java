package ai.invoke.release.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.testing.Growth;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostilePagesTest {

    private static final URI PAGE = URI.create("https://index.test/simple/x/");

    @Test
    void aPageIsReadInLinearTime() {
        Growth.isLinear(
                List.of(
                        List.of("", "<meta name=", ""),
                        List.of("<meta ", "name=\"pypi:repository-version\" ", ""),
                        List.of("<meta ", "name=\"pypi:repository-version\" ", ">"),
                        List.of("<meta ", "a ", ">"),
                        List.of("<meta ", " ", ">"),
                        List.of("", "<a ", ""),
                        List.of("<a ", "href=", ">x.whl</a>"),
                        List.of("<a href=\"#", "&", "\">x.whl</a>"),
                        List.of("", "<a >x", ""),
                        List.of("<a >", " ", "</a")),
                page -> SimpleHtml.parse(page, PAGE));
    }

    @Test
    void metaMayHaveItsAttributesInAnyOrder() {
        String page = "<meta content='1.1' name='pypi:repository-version'><META data-x NAME=pypi:project-status\n"
                + "content=\"quarantined\"><a href=\"x#a=b&sha256=" + "a".repeat(64) + "\">x-1.whl</a>";
        ProjectPage read = SimpleHtml.parse(page, PAGE).orElseThrow();
        assertThat(read.toString()).contains("quarantined", "x-1.whl", "a".repeat(64));
        assertThat(SimpleHtml.parse(page.replace("1.1", "2.0"), PAGE)).isEmpty();
    }
}
