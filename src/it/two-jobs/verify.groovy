import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.digest.Sha256
import ai.invoke.release.it.DemoRepository
import ai.invoke.release.it.MavenLaunch

def servers = context.get('servers')
def story = basedir.toPath()
def writes = { servers.log().entries().findAll { it.method() != 'GET' && it.method() != 'HEAD' } }
def repository = DemoRepository.in(story)
def clone = { name ->
    def folder = story.resolve(name)
    repository.git('clone', '--quiet', '--config', 'core.autocrlf=false', repository.remote().toString(), folder.toString())
    DemoRepository.in(folder).git('checkout', '--quiet', 'v1.4.0')
    return folder
}
def launch = { folder -> MavenLaunch.in(story, localRepositoryPath.toPath(), folder)
        .withProperties(story.resolve('test.properties'))
        .with('PYPI_TOKEN', servers.pypi().token()).with('GITHUB_TOKEN', servers.github().token()) }
def publish = ['invokeai-release:preflight', 'invokeai-release:draft-github-release', 'invokeai-release:publish-indexes',
        'invokeai-release:publish-github-release']
try {
    // 1. The job without credentials has built, and has joined what three machines built; a person approves what it made.
    def plan = story.resolve('target/release/release-plan.json')
    def files = (plan.toFile().text =~ /"dist\/([^"]+)"/).collect { it[1] }.toSet()
    assertThat(files).containsExactlyInAnyOrder(
            'plain_app-1.4.0-cp312-cp312-macosx_11_0_arm64.whl', 'plain_app-1.4.0-cp312-cp312-manylinux_2_17_x86_64.whl',
            'plain_app-1.4.0-cp312-cp312-win_amd64.whl', 'plain_app-1.4.0-py3-none-any.whl', 'plain_app-1.4.0.tar.gz')
    def sha256 = Sha256.of(plan)
    def approved = MavenLaunch.in(story, localRepositoryPath.toPath(), story).run(story.resolve('approved.log'),
            'invokeai-release:approve', "-Dinvokeai.fingerprint=${sha256.substring(0, 12)}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(approved.code()).as(approved.log()).isZero()

    // 2. The folder goes to another clone, another user's by its permissions.
    def there = clone('publishing job')
    def copied = ['sh', '-c', 'umask 077 && mkdir -p "$1" && cp -R "$0/." "$1"', story.resolve('target/release').toString(),
            there.resolve('target/release').toString()].execute()
    assertThat(copied.waitFor()).isZero()
    def job = launch(there).umask('077').with('CI', 'true')

    // 3. In CI twelve digits are not enough, and the digest of another plan stops everything before anything is asked.
    def short12 = job.run(story.resolve('short.log'), "-Dinvokeai.fingerprint=${sha256.substring(0, 12)}".toString(), *publish)
    assertThat(short12.code()).isNotZero()
    assertThat(short12.log()).contains('in CI invokeai.fingerprint takes all 64 digits')
    def other = job.run(story.resolve('other.log'), '-Dinvokeai.fingerprint=' + '0' * 64, *publish)
    assertThat(other.code()).isNotZero()
    assertThat(other.log()).contains('the plan is not the one that was handed over', sha256)
    def weaker = job.run(story.resolve('weaker.log'), "-Dinvokeai.fingerprint=${sha256}".toString(),
            '-Dinvokeai.approvalKind=signed', *publish)
    assertThat(weaker.code()).isNotZero()
    assertThat(weaker.log()).contains('the plan asks for approvals of the kind typed, the POM for signed')
    assertThat(servers.log().entries()).isEmpty()

    // 4. The right one, and nothing is built here.
    def done = job.run(story.resolve('done.log'), "-Dinvokeai.fingerprint=${sha256}".toString(), *publish)
    assertThat(done.code()).as(done.log()).isZero()
    assertThat(done.log()).contains('evidence: ', 'BUILD SUCCESS').doesNotContain('build-dist', 'trust: this job has built')
    assertThat(servers.state().path('pypi').path('plain-app')).hasSize(5)
    assertThat(Sha256.of(there.resolve('target/release/release-plan.json'))).isEqualTo(sha256)

    // 5. An approval that appears while the session runs code of the project, as one that the build backend writes, is not believed: the
    // plan's digest is known beforehand, for equal inputs give an equal plan.
    def alone = clone('one job')
    def before = writes().size()
    def caught = launch(alone).run(story.resolve('caught.log'), 'verify', 'invokeai-release:approve',
            'invokeai-release:preflight', "-Dinvokeai.fingerprint=${sha256}".toString(), '-Dinvokeai.approver=Release Manager')
    assertThat(caught.code()).isNotZero()
    assertThat(caught.log())
            .contains('approved by Release Manager')
            .contains('the approval of Release Manager in 0001-', 'it was not there when this Maven session began')
    assertThat(writes()).hasSize(before)
} finally {
    servers.close()
}
return true
