import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.digest.Sha256
import ai.invoke.release.file.Folders
import ai.invoke.release.it.MavenLaunch

def servers = context.get('servers')
def story = basedir.toPath()
def release = story.resolve('target/release')
def launch = MavenLaunch.in(story, localRepositoryPath.toPath(), story).withProperties(story.resolve('test.properties'))
        .with('PYPI_TOKEN', servers.pypi().token()).with('GITHUB_TOKEN', servers.github().token())
try {
    // 1. The forged approval was there, complete and of this very plan, and nothing was asked of any server.
    def fingerprint = Sha256.of(release.resolve('release-plan.json')).substring(0, 12)
    assertThat(release.resolve("approvals/0001-${fingerprint}-approved.json".toString())).exists()
    assertThat(new File(basedir, 'build.log').text).contains(
            "the approval of Release Manager in 0001-${fingerprint}-approved.json does not count: it was not there when this"
            + " Maven session began", 'BUILD FAILURE')
    assertThat(servers.log().entries()).isEmpty()
    Folders.delete(release.resolve('approvals'))
    story.resolveSibling('release-watched-and-audited-hostile').toFile().delete()

    // 2. Where does it stand, and what is there to look at? Nobody can be asked in a batch, so the next command is named.
    def looked = launch.run(story.resolve('looked.log'), 'invokeai-release:status', 'invokeai-release:review')
    def approve = "mvn invokeai-release:approve -Dinvokeai.fingerprint=${fingerprint} \"-Dinvokeai.confirmed=start it\"".toString()
    assertThat(looked.code()).isNotZero()
    assertThat(looked.log()).contains('planned', 'v1.4.0 is commit', "0 of 1", "next    ${approve}".toString(),
            'page        ' + release.resolve('report/index.html'), 'is not running interactively')
    assertThat(release.resolve('report/index.html').toFile().text).contains('-Dinvokeai.confirmed=start it')

    // 3. A person who has done what is to be tried by hand approves; everything after that in one line.
    def done = launch.run(story.resolve('done.log'), 'invokeai-release:approve', 'invokeai-release:preflight',
            'invokeai-release:draft-github-release', 'invokeai-release:publish-indexes', 'invokeai-release:publish-github-release',
            'invokeai-release:status', "-Dinvokeai.fingerprint=${fingerprint}".toString(), '-Dinvokeai.approver=Ada',
            '-Dinvokeai.confirmed=start it', '-Dinvokeai.require=published')
    assertThat(done.code()).as(done.log()).isZero()
    def status = done.log().substring(done.log().indexOf(':status'))
    assertThat(status).contains('published', 'by Ada at ', 'a typed name, which nothing proves; confirmed start it',
            '2 files, as planned', 'if the release is bad')

    // 4. The tag alone is enough to prove it, and to build the same bytes again.
    def audit = launch.run(story.resolve('audit.log'), 'invokeai-release:audit', '-Dinvokeai.rebuild')
    assertThat(audit.code()).as(audit.log()).isZero()
    assertThat(audit.log()).contains('made from the tag\'s commit', 'rebuild plain_app-1.4.0-py3-none-any.whl',
            'rebuild plain_app-1.4.0.tar.gz', 'the same bytes', 'nothing contradicts').doesNotContain('WRONG')
} finally {
    servers.close()
}
return true
