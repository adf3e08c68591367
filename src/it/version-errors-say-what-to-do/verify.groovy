import static org.assertj.core.api.Assertions.assertThat

// One part of the log for each invocation.
def runs = new File(basedir, 'build.log').text.split('BUILD FAILURE').drop(1)*.replaceAll(/\[ERROR\] /, '')
assertThat(runs).hasSize(6)

assertThat(runs[0])
        .contains('plainapp/__init__.py:3: the tag v1.5.0 (from HEAD) is version 1.5.0, but the file says 1.4.0')
        .contains('-> commit the version 1.5.0 and tag that commit, or release 1.4.0: mvn invokeai-release:tag-release')
assertThat(runs[1])
        .contains('plainapp/__init__.py:3: none of the 2 tags at HEAD is version 1.4.0: v1.5.0, v2.0.0rc1')
        .contains('-Dinvokeai.ref=<tag>')
assertThat(runs[2])
        .contains('GitHub Actions runs for the branch main, not for a tag; a release is made from a tag')
        .containsPattern(/-> .*tag/)
assertThat(runs[3])
        .containsPattern(/pyproject\.toml:\d+: the version is taken from plainapp\.__version__, but there is no such module/)
        .contains('-> correct the name of the module, or give -Dinvokeai.versionFile=<file>')
assertThat(runs[4])
        .contains('plainapp/__init__.py:5')
        .contains('-> ')
assertThat(runs[5])
        .contains('no-such-folder')
        .contains('-> ')
runs.each { run -> assertThat(run).doesNotContain('\tat ', 'Exception:', 'NullPointer') }

// In CI the same message stands beside the line of the file.
assertThat(new File(basedir, 'build.log').text).containsPattern(/(?m)^::error::GitHub Actions runs for the branch main/)
return true
