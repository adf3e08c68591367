package ai.invoke.release.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page shows is what a browser and Python's reader see in it, too. */
class SimpleHtmlTest {

    private static final URI PAGE = URI.create("https://index.example/simple/demo/");
    private static final String HEAD = "<!DOCTYPE html><html><title>Links for demo</title><body>";
    private static final String LINK = "<a href=\"../demo-1.0.tar.gz#sha256=ab\">demo-1.0.tar.gz</a>";

    private static List<String> names(String body) {
        return SimpleHtml.parse(HEAD + body, PAGE).orElseThrow().files().stream()
                .map(IndexFile::name)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version='1.0'?><!--SERIAL 1--><br/><A\nHREF='x' >demo-1.0.tar.gz</A >",
                "<p class=a hidden>a < b & c</p><a href=../x#md5=aa> demo-1.0.tar.gz\n</a></body></html>",
                "<script>if (a<b) alert('<a>')</script><a href=\"x\" data-yanked>demo-1.0.tar.gz</a>",
            })
    void seesLinksInAnySpelling(String body) {
        assertThat(names(body)).containsExactly("demo-1.0.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- " + LINK + " -->",
                "<!-- " + LINK,
                "<!-->" + LINK,
                "<!-- a -- >" + LINK,
                "<?a " + LINK,
                "<a\u000bhref=x>demo-1.0.tar.gz</a>",
                "<a href=x\u00a0>demo-1.0.tar.gz</a>",
                "<b x\u001fy>" + LINK,
                "<script>" + LINK + "</script>",
                "<textarea>" + LINK + "</textarea>",
                "<style/>" + LINK,
                "<title>a <b c=\"</title>" + LINK,
                "<b title='" + LINK + "'></b>",
                "<b title=\"x\"y>" + LINK,
                "<![CDATA[" + LINK + "]]>",
                "<a href=\"x\"demo\">demo-1.0.tar.gz</a>",
                "<a href=x>demo &copy 1.0.tar.gz</a>",
                "<a href=x><b>demo-1.0.tar.gz</b></a>",
            })
    void seesNoLinkThatOthersMayNotSee(String body) {
        assertThat(names(body)).isEmpty();
    }

    @Test
    void theFirstOfTwoAttributesCounts() {
        IndexFile file = SimpleHtml.parse(
                        HEAD + "<a href=\"one#sha256=aa\" href=\"two#sha256=bb\">demo-1.0.tar.gz</a>", PAGE)
                .orElseThrow()
                .files()
                .get(0);
        assertThat(file.url()).contains(PAGE.resolve("one#sha256=aa"));
    }
}
