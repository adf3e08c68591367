import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch

def story = basedir.toPath()
def token = 'pypi-AgEIcHlwaS5vcmcCJDAw'
def maven = MavenLaunch.in(story, localRepositoryPath.toPath(), story).with('PYPI_TOKEN', token)
def run = { log, dist, List<String> switches ->
    maven.run(story.resolve(log), *(switches + ['invokeai-release:verify-dist', '-Dinvokeai.dist=' + dist]))
}
def ok = 'demo_app-1.0-py3-none-any.whl'
def color = '\033[1;'

// With threads, without transfer progress, offline: as ever.
assertThat(new File(basedir, 'build.log').text).contains(ok, 'BUILD SUCCESS').doesNotContain(color)

// -q says nothing when all is well, and only what is wrong when it is not.
def quiet = run('quiet.log', 'dist', ['-q'])
assertThat(quiet.code()).as(quiet.log()).isZero()
// Debian's Maven resets the terminal, whatever it was asked.
assertThat(quiet.log().replace('\033[0m', '').trim()).isEmpty()
def wrong = run('wrong.log', 'bad', ['-q'])
assertThat(wrong.code()).isNotZero()
assertThat(wrong.log()).contains('[ERROR]', 'demo_app-2.0-py3-none-any.whl').doesNotContain('[INFO]', '\tat ')

// -X shows how, and no secret.
def debug = run('debug.log', 'dist', ['-X'])
assertThat(debug.code()).as(debug.log()).isZero()
assertThat(debug.log()).contains('[DEBUG]', ok).doesNotContain(token)

// In colour when Maven is, which before 3.8 it never was in batch mode; with the user's own style.
def colour = run('colour.log', 'dist', ['-Dstyle.color=always'])
if (colour.log().contains('BUILD SUCCESS\033[')) {
    assertThat(colour.log()).containsPattern(/demo_app-1\.0\S+ +\033\[1;32mok\033\[m/)
    def own = maven.with('MAVEN_OPTS', '-Dstyle.success=bold')
            .run(story.resolve('own.log'), '-Dstyle.color=always', 'invokeai-release:verify-dist', '-Dinvokeai.dist=dist')
    assertThat(own.log()).containsPattern(/demo_app-1\.0\S+ +\033\[1mok\033\[m/)
} else {
    assertThat(colour.log()).contains('BUILD SUCCESS').doesNotContain(color)
}
return true
