import static org.assertj.core.api.Assertions.assertThat

def log = new File(basedir, 'build.log').text
def release = new File(basedir, 'target/release')
def rehearsal = new File(basedir, 'target/rehearsal')

assertThat(release).isDirectory()
assertThat(new File(release, 'release-plan.json')).exists()
assertThat(new File(release, 'report/index.html')).exists()
assertThat(new File(release, 'InvokeAI-Demo-installer-v5.6.0rc1.zip')).exists()
assertThat(new File(rehearsal, 'receipt.json').text).contains('"finishedAt"', '"confirmed": true')
assertThat(new File(rehearsal, 'report/index.html')).exists()

// What a newcomer sees: version, artifacts with digests, fingerprint, uploads, GitHub, pip, where the files are.
assertThat(log)
        .contains('v5.6.0rc1')
        .containsPattern(/dist\/invokeai_demo-5\.6\.0rc1-py3-none-any\.whl +\S+ KiB +sha256 [0-9a-f]{64}/)
        .containsPattern(/fingerprint +[0-9a-f]{12}/)
        .containsPattern(/Uploaded to PyPI: invokeai_demo-5\.6\.0rc1-py3-none-any\.whl/)
        .containsPattern(/Uploaded to PyPI: invokeai_demo-5\.6\.0rc1\.tar\.gz/)
        .contains('GitHub release v5.6.0rc1 is public')
        .contains('pip: version 5.6.0rc1')
        .containsPattern(/pip: imported .*invokeai/)
        .contains('BUILD SUCCESS')

// A rehearsal leaves no approval behind that could be mistaken for a real one.
assertThat(new File(release, 'approvals')).doesNotExist()
return true
