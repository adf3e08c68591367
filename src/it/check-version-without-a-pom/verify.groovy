import ai.invoke.release.it.LoadedClasses
import static org.assertj.core.api.Assertions.assertThat

def log = new File(basedir, 'build.log').text

// The tag as the user spelt it, the files as PEP 440 spells them.
assertThat(log)
        .containsPattern(/version +5\.0\.0\.a1, a pre-release/)
        .containsPattern(/normal +5\.0\.0a1 \(in file names\)/)
        .containsPattern(/tag +v5\.0\.0\.a1 \(from -Dinvokeai\.ref\)/)
        .containsPattern(/tag +v5\.0\.0a1 \(from HEAD\)/)
        .containsPattern(/tag +v5\.0\.0a1 \(from the CI\)/)
        .containsPattern(/commit +0123456789012345678901234567890123456789/)

// Later steps of the job get the version; a person who opens the job's page sees it.
def outputs = (new File(basedir, 'github-output').text =~ /(\w+)<<(\S+)\n(.*)\n\2\n/).collect { [it[1], it[3]] }.collectEntries()
assertThat(outputs).isEqualTo(
        [VERSION: '5.0.0a1', VERSION_NORMALIZED: '5.0.0a1', VERSION_MAJOR_MINOR: '5.0', IS_PRERELEASE: 'true'])
assertThat(new File(basedir, 'github-summary').text).contains('### Version `5.0.0a1`')

// GitHub sees an annotation only at the start of a line; nothing is put out for a release that is refused.
assertThat(log).containsPattern(/(?m)^::error file=version\.py,line=1\S*::.*v6\.0\.0.*5\.0\.0a1/)
assertThat(new File(basedir, 'github-output-4')).isEmpty()
assertThat(log).doesNotContain('\tat ')

// A tag that is named and one that lies in plain files are known without the libraries for git, HTTP and JSON.
['loaded-1.log', 'loaded-2.log'].each {
    def loaded = LoadedClasses.of(new File(basedir, it).toPath())
    assertThat(loaded.in(['ai.invoke.release.mojo.CheckVersionMojo'])).isNotEmpty()
    assertThat(loaded.gitAndHttp()).isEmpty()
    assertThat(loaded.in(['com.fasterxml.jackson.'])).isEmpty()
}

// Nothing is left in a folder that is only looked at.
assertThat(new File(basedir, 'target')).doesNotExist()
return true
