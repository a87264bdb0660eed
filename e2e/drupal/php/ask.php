<?php

/**
 * @file
 * Asks a booted Drupal one of the questions in this folder, answers in JSON.
 *
 * Arguments: the docroot, the site path, the site's address, the question's
 * name, its arguments as JSON. A question is a file ask/NAME.php that returns a
 * function.
 */

declare(strict_types=1);

use Symfony\Component\HttpFoundation\Request;

// Only the answer goes to stdout; what Drupal prints of errors goes to stderr.
ob_start();
[, $root, $site_path, $url, $question, $arguments] = $argv;

$kernel = (require __DIR__ . '/kernel.php')($root, $site_path);
$request = Request::create($url);
$kernel->preHandle($request);

$answer = (require __DIR__ . '/ask/' . $question . '.php')(...json_decode($arguments, TRUE, 32, JSON_THROW_ON_ERROR));
fwrite(STDERR, (string) ob_get_clean());
echo json_encode($answer, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
