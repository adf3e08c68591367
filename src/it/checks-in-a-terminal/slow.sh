# Talks and works for as long as the story needs it to.
printf 'still \033[31mworking\033[0m on a line that is far too long for such a narrow screen, %s\n' "$(date)"
trap "exit 143" TERM INT
echo $$ > slow.pid
i=0
while [ ! -e go ] && [ $i -lt 600 ]; do
  sleep 0.1
  i=$((i + 1))
done
