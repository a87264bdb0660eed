<?php

/**
 * @file
 * Front controller of the throwaway site, for PHP's built-in web server.
 *
 * The site is named by NODEJS_TEST_SITE_PATH, the docroot is the server's own.
 */

declare(strict_types=1);

use Drupal\Core\Database\Database;
use Symfony\Component\HttpFoundation\Request;

$usage = getrusage();
$start = hrtime(TRUE);
$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if (!str_contains($path, '..') && !str_ends_with($path, '.php') && is_file($root . $path)) {
  return FALSE;
}

// Drupal takes its base path from these; the built-in server would name this
// file, or the part of an address before its first dot.
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $root . '/index.php';

// Who counts requests reads this file; the site's own database would not see
// those that a cache answers.
$log = $root . '/' . getenv('NODEJS_TEST_SITE_PATH') . '/requests.log';
file_put_contents($log, $_SERVER['REQUEST_METHOD'] . ' ' . $path . "\n", FILE_APPEND | LOCK_EX);

$kernel = (require __DIR__ . '/kernel.php')($root, (string) getenv('NODEJS_TEST_SITE_PATH'));
$request = Request::createFromGlobals();
$counts = $request->headers->has('X-Test-Statements');
if ($counts) {
  Database::startLog('cost');
}
$response = $kernel->handle($request);
$response->send();

// Who measures wants to know what of it the browser waits for, in microseconds
// of this process: PHP's own web server serves one request at a time in it.
$file = getenv('NODEJS_TEST_COST');
$spent = static function () use ($usage, $start): array {
  $now = getrusage();
  $cpu = 0;
  foreach (['ru_utime', 'ru_stime'] as $kind) {
    $cpu += ($now[$kind . '.tv_sec'] - $usage[$kind . '.tv_sec']) * 1000000 + $now[$kind . '.tv_usec'] - $usage[$kind . '.tv_usec'];
  }
  return ['cpu' => $cpu, 'wall' => intdiv(hrtime(TRUE) - $start, 1000)];
};
$sent = $file === FALSE ? [] : $spent();

$kernel->terminate($request, $response);

if ($file !== FALSE) {
  $cost = [
    'label' => $request->headers->get('X-Test-Label'),
    'sent' => $sent,
    'ended' => $spent(),
    'statements' => $counts ? count(Database::getLog('cost')) : NULL,
    'opcache' => function_exists('opcache_get_status') && opcache_get_status(FALSE) !== FALSE,
  ];
  file_put_contents($file, json_encode($cost) . "\n", FILE_APPEND | LOCK_EX);
}
