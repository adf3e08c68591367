import ai.invoke.release.file.Folders
import ai.invoke.release.it.DemoRepository
import ai.invoke.release.testing.DistMaker
import java.nio.file.Files

def sources = new File(basedir, '../../../src/it/projects/plain').toPath()
def tag = 'v1.4.0'
def repository = DemoRepository.create(sources, basedir.toPath()).tag(tag)
// They run in this JVM until verify.groovy stops them, and die with it in any case.
context.put('servers', repository.startServices('invoke-ai/Plain', tag))

// Three machines build a wheel each, from the same project.
def wheels = basedir.toPath().resolveSibling("${basedir.name}-wheels")
Folders.delete(wheels)
[linux: 'cp312-cp312-manylinux_2_17_x86_64', macos: 'cp312-cp312-macosx_11_0_arm64', windows: 'cp312-cp312-win_amd64'].each {
    DistMaker.of('plain_app', '1.4.0').tag(it.value).metadata("""\
Metadata-Version: 2.4
Name: plain-app
Version: 1.4.0
Summary: The smallest application that can be released: one module, one installer, no frontend
License-Expression: Apache-2.0
Requires-Python: >=3.10
Description-Content-Type: text/markdown

${new File(basedir, 'README.md').text}""")
            .wheel(Files.createDirectories(wheels.resolve(it.key)))
}
new File(basedir, 'test.properties') << "it.wheels=${wheels}\n"
return true
