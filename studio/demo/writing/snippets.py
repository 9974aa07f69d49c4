"""Small programs that work, in several languages."""

import re

SNIPPETS: dict[str, tuple[str, str]] = {
    "python": (
        "reads numbers and says how they are spread",
        '''from collections import Counter
from statistics import mean, median


def describe(values: list[float]) -> dict[str, float]:
    """A few numbers about numbers."""
    if not values:
        raise ValueError("no values")
    return {"count": len(values), "mean": mean(values), "median": median(values)}


def most_common(words: str, n: int = 3) -> list[tuple[str, int]]:
    return Counter(words.lower().split()).most_common(n)


if __name__ == "__main__":
    print(describe([2, 3, 5, 7, 11]))
    print(most_common("the sea and the sky and the light"))''',
    ),
    "javascript": (
        "waits until somebody has stopped typing",
        """export function debounce(call, waitMs = 200) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), waitMs);
  };
}

const search = debounce((text) => console.log(`searching for ${text}`));
search("light");
search("lighthouse"); // only this one is searched for""",
    ),
    "typescript": (
        "tells good from bad results by type",
        """type Result<T> = { ok: true; value: T } | { ok: false; error: string };

export function parsePort(text: string): Result<number> {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return { ok: false, error: `not a port: ${text}` };
  }
  return { ok: true, value: port };
}""",
    ),
    "rust": (
        "counts words without copying them",
        """use std::collections::HashMap;

fn count(text: &str) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

fn main() {
    let mut words: Vec<_> = count("one two two three three three").into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1));
    println!("{words:?}");
}""",
    ),
    "go": (
        "fetches several addresses at once",
        """package main

import (
\t"fmt"
\t"net/http"
\t"sync"
)

func main() {
\tvar wait sync.WaitGroup
\tfor _, url := range []string{"https://go.dev", "https://example.com"} {
\t\twait.Add(1)
\t\tgo func() {
\t\t\tdefer wait.Done()
\t\t\tif response, err := http.Get(url); err == nil {
\t\t\t\tfmt.Println(url, response.Status)
\t\t\t\tresponse.Body.Close()
\t\t\t}
\t\t}()
\t}
\twait.Wait()
}""",
    ),
    "sql": (
        "finds the best month of each year",
        """SELECT year, month, total
FROM (
    SELECT year, month, SUM(amount) AS total,
           RANK() OVER (PARTITION BY year ORDER BY SUM(amount) DESC) AS place
    FROM sales
    GROUP BY year, month
)
WHERE place = 1
ORDER BY year;""",
    ),
    "bash": (
        "says which folders are the largest",
        """#!/usr/bin/env bash
set -euo pipefail

folder="${1:-.}"
du -h --max-depth=1 -- "$folder" | sort -rh | head -n 10""",
    ),
    "c": (
        "turns a text around in place",
        """#include <stdio.h>
#include <string.h>

static void reverse(char *text) {
    for (size_t i = 0, j = strlen(text); i + 1 < j; i++) {
        char kept = text[i];
        text[i] = text[--j];
        text[j] = kept;
    }
}

int main(void) {
    char word[] = "lighthouse";
    reverse(word);
    puts(word);
}""",
    ),
    "java": (
        "groups words by their length",
        """import java.util.stream.*;

class Words {
    public static void main(String[] args) {
        var byLength = Stream.of("sea", "sky", "light", "house")
            .collect(Collectors.groupingBy(String::length));
        System.out.println(byLength);
    }
}""",
    ),
    "html": (
        "is a page that is readable everywhere",
        """<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Lighthouse</title>
  <style>
    body { max-width: 34rem; margin: 4rem auto; font: 1.1rem/1.6 serif; }
    h1 { letter-spacing: -0.02em; }
  </style>
  <h1>Lighthouse</h1>
  <p>A light whose rhythm no other light nearby shares.</p>
</html>""",
    ),
    "json": (
        "holds a few settings",
        """{
  "name": "lighthouse",
  "height_m": 32.5,
  "rhythm": {"flashes": 3, "period_s": 15},
  "colours": ["white", "red"],
  "manned": false
}""",
    ),
}

_NAMES = {
    "js": "javascript",
    "ts": "typescript",
    "shell": "bash",
    "golang": "go",
    "css": "html",
    "py": "python",
}
_CODE = re.compile(
    r"\b(code|function|script|program|snippet|class|regex|query|implement|algorithm|debug)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+")


def asked_languages(prompt: str) -> list[str]:
    """The programming languages that a prompt names, in order, if it asks for code at all."""
    if not _CODE.search(prompt):
        return []
    named = [_NAMES.get(word, word) for word in _WORD.findall(prompt.lower())]
    found = [name for name in dict.fromkeys(named) if name in SNIPPETS]
    if found == ["c"] and "c" not in prompt.split() and "C" not in prompt:
        found = []
    return found or ["python"]


def fenced(language: str) -> str:
    """A snippet as a fenced block."""
    return f"```{language}\n{SNIPPETS[language][1]}\n```"
