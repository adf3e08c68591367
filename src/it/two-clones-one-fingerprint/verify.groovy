import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.DemoRepository
import ai.invoke.release.it.MavenLaunch
import java.nio.file.Files

def story = basedir.toPath()
def repository = DemoRepository.in(story)
def results = ['dist/plain_app-1.4.0-py3-none-any.whl', 'dist/plain_app-1.4.0.tar.gz', 'plain-app-installer-v1.4.0.zip', 'release-plan.json']
def fingerprint = { log -> (log =~ /fingerprint +([0-9a-f]{12})/)[0][1] }

// The second clone: another folder with a space and an umlaut, the other end of the world, files for nobody else.
def other = story.resolve('a Büro')
repository.git('clone', '--quiet', '--config', 'core.autocrlf=false', repository.remote().toString(), other.toString())
DemoRepository.in(other).git('checkout', '--quiet', 'v1.4.0')
def first = new File(basedir, 'build.log').text
def far = MavenLaunch.in(story, localRepositoryPath.toPath(), other).umask('077').with('TZ', 'Pacific/Auckland')
        .run(story.resolve('other.log'), 'verify')
assertThat(far.code()).as(far.log()).isZero()
results.each { name ->
    assertThat(Files.mismatch(story.resolve('target/release').resolve(name), other.resolve('target/release').resolve(name)))
            .as(name + ' differs at byte').isEqualTo(-1L)
}
assertThat(fingerprint(far.log())).isEqualTo(fingerprint(first))

// Nothing has changed: nothing is built again, and what was approved stays approved.
def near = MavenLaunch.in(story, localRepositoryPath.toPath(), other)
def times = { results.collectEntries { [it, Files.getLastModifiedTime(other.resolve('target/release').resolve(it))] } }
def before = times()
def approved = near.run(story.resolve('approved.log'), 'invokeai-release:approve',
        "-Dinvokeai.fingerprint=${fingerprint(first)}".toString(), '-Dinvokeai.approver=Ada')
assertThat(approved.code()).as(approved.log()).isZero()
def again = near.run(story.resolve('again.log'), 'verify', '-Dinvokeai.smokeTest.skip')
assertThat(again.code()).as(again.log()).isZero()
assertThat(again.log())
        .contains('build-frontend: skipped, the project has no frontend')
        .contains('build-dist: unchanged, kept 2 files')
        .contains('assemble-installer: unchanged, kept SHA256SUMS, plain-app-installer-v1.4.0.zip')
        .contains('approved    by Ada')
        .contains('next        mvn deploy')
assertThat(fingerprint(again.log())).isEqualTo(fingerprint(first))
assertThat(times()[results[0]]).isEqualTo(before[results[0]])
assertThat(times()[results[1]]).isEqualTo(before[results[1]])
assertThat(times()[results[2]]).isEqualTo(before[results[2]])

// Neither another property nor the shell is a reason; a work tree with changes is one, and its first line says so.
def property = near.with('SOME_VARIABLE', '1').run(story.resolve('property.log'), 'package', '-Dsome.property=1')
assertThat(property.log()).contains('build-dist: unchanged, kept 2 files')
Files.writeString(other.resolve('plainapp/edited.py'), 'ANSWER = 41\n')
def edited = near.run(story.resolve('edited.log'), 'package')
assertThat(edited.log()).contains('the work tree has changes: plainapp/edited.py')
Files.delete(other.resolve('plainapp/edited.py'))
assertThat(near.run(story.resolve('back.log'), 'verify', '-Dinvokeai.smokeTest.skip').code()).isZero()

// A new commit, not tagged: other bytes, another fingerprint, and deploy stops before anything leaves.
DemoRepository.in(other).write('plainapp/more.py', 'ANSWER = 42\n').commit('More')
def changed = near.run(story.resolve('changed.log'), 'deploy', '-Dinvokeai.smokeTest.skip')
assertThat(changed.code()).as(changed.log()).isNotZero()
assertThat(changed.log())
        .contains('changed since the last run: commit ')
        .contains('there is no tag at HEAD: this can be built, but not published')
        .contains('the commit of the plan has no tag, so there is nothing to release')
        .contains('-> mvn invokeai-release:tag-release, then mvn verify')
        .contains('changed since the last plan: tag: v1.4.0 -> none')
        .doesNotContain('\tat ', 'Optional[')
assertThat(fingerprint(changed.log())).isNotEqualTo(fingerprint(first))
return true
