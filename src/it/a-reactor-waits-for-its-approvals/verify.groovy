import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.digest.Sha256
import ai.invoke.release.it.MavenLaunch
import java.nio.file.Files

def servers = context.get('servers')
def story = basedir.toPath()
def deployed = story.resolve('target/deployed')
def maven = MavenLaunch.in(story, localRepositoryPath.toPath(), story)
        .withProperties(story.resolve('test.properties'))
        .with('PYPI_TOKEN', servers.pypi().token())
def run = { name, String... arguments -> maven.run(story.resolve("target/maven/${name}.log"), arguments) }
def deploy = { name, String... more -> run(name, *more, 'deploy', "-DaltDeploymentRepository=here::file:${deployed}".toString()) }
def stored = { servers.state().path('pypi') }
try {
    // 1. Nothing was planned: the library, which comes first, is not even built.
    def unplanned = new File(basedir, 'build.log').text
    assertThat(unplanned)
            .contains('app/target/release/release-plan.json', 'second/target/release/release-plan.json')
            .contains('no module has been built, and nothing has been deployed')
            .contains('mvn verify')
            .doesNotContain('Building library', '\tat ')

    // 2. Everything is made from the root; only the modules with an application have something to plan.
    def made = run('made', 'verify')
    assertThat(made.code()).as(made.log()).isZero()
    assertThat(Files.mismatch(
            story.resolve('second/target/dependency/app-1.whl'), story.resolve('app/target/release/dist/plain_app-1.4.0-py3-none-any.whl')))
            .as('the wheel that the second application depends on').isEqualTo(-1L)
    def fingerprint = { module -> Sha256.of(story.resolve("${module}/target/release/release-plan.json")).substring(0, 12) }

    // 3. One of two is approved, from the root: the other modules are passed over, and the build still does not begin.
    def first = run('first', 'invokeai-release:approve', "-Dinvokeai.fingerprint=${fingerprint('app')}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(first.code()).as(first.log()).isZero()
    assertThat(first.log())
            .contains('approved by Ada', 'no Python application in this module, passed over')
            .contains("the fingerprint is that of another module's plan, passed over")
    def half = deploy('half')
    assertThat(half.code()).isNotZero()
    assertThat(half.log())
            .contains("nobody has approved the plan ${fingerprint('second')}".toString())
            .contains("mvn invokeai-release:approve -Dinvokeai.fingerprint=${fingerprint('second')}".toString())
            .contains('no module has been built, and nothing has been deployed')
            .doesNotContain("nobody has approved the plan ${fingerprint('app')}".toString(), 'Building library')
    assertThat(stored()).isEmpty()
    assertThat(deployed).doesNotExist()

    // A chosen module is chosen again in the commands.
    def chosen = run('chosen', '-pl', 'second', 'invokeai-release:preflight')
    assertThat(chosen.code()).isNotZero()
    assertThat(chosen.log()).contains("mvn -pl second invokeai-release:approve -Dinvokeai.fingerprint=${fingerprint('second')}".toString())

    // 4. Both are approved. clean would take the approvals away, so it stops, too; without it everything goes out.
    def other = run('other', 'invokeai-release:approve', "-Dinvokeai.fingerprint=${fingerprint('second')}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(other.code()).as(other.log()).isZero()
    def clean = deploy('clean', 'clean')
    assertThat(clean.code()).isNotZero()
    assertThat(clean.log()).contains('clean would delete the plan and its approvals', 'mvn deploy')
    def done = deploy('done', '-T', '2', '--fail-at-end')
    assertThat(done.code()).as(done.log()).isZero()
    assertThat(deployed.resolve('ai/invoke/demo/library/1/library-1.pom')).exists()
    assertThat(stored().path('plain-app')).hasSize(2)
    assertThat(stored().path('plain-second')).hasSize(2)

    // 5. Where both stand, from the root.
    def status = run('status', 'invokeai-release:status')
    assertThat(status.code()).as(status.log()).isZero()
    assertThat(status.log()).contains('module app', 'plain-app', 'module second', 'plain-second')
} finally {
    servers.close()
}
return true
